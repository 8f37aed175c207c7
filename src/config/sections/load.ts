import { z } from 'zod';
import { dnsLabel, imageName, resources, timeout } from './values.ts';

/** Load by Locust. */
export const load = z
  .strictObject({
    image: imageName
      .default('')
      .describe(
        'Image of Locust, built from workloads/locust or the official one. Empty: checks under load are skipped, and `shakedown loadtest` uses the official one',
      ),
    namespace: dnsLabel.default('loadtest').describe('Where `shakedown loadtest` sets up Locust'),
    bounds: z
      .strictObject({
        workers: z.number().int().min(1).default(20).describe('Maximum workers of a load test'),
        users: z.number().int().min(1).default(10_000).describe('Maximum users of a load test'),
        rate: z.number().positive().default(10_000).describe('Maximum requests per second; more are delayed'),
        duration: timeout.default('1h').describe('Maximum length of a load; then it is stopped, whoever started it'),
      })
      .prefault({})
      .describe('The bounds of every load test'),
    truth: z
      .strictObject({
        cpuShare: z
          .number()
          .positive()
          .max(1)
          .default(0.9)
          .describe('Share of a core, and of its CPU limit, that a worker may use'),
        throttledRatio: z
          .number()
          .min(0)
          .max(1)
          .default(0.1)
          .describe('Share of periods in which a worker may be throttled by its CPU limit'),
        lateP99: timeout.default('50ms').describe('How late the event loop of a worker may be, 99 times of 100'),
        rateShare: z
          .number()
          .positive()
          .max(1)
          .default(0.95)
          .describe('Share of the requested rate that must be reached'),
        userShare: z
          .number()
          .positive()
          .max(1)
          .default(0.95)
          .describe('Share of the users asked for that must run, at each time of a load'),
      })
      .prefault({})
      .describe('The limits beyond which the figures of a load test are not trusted'),
    worker: resources({ cpu: '250m', memory: '128Mi', memoryLimit: '512Mi' }).describe(
      'Of each worker. It should have no CPU limit: a throttled worker measures itself',
    ),
    master: resources({ cpu: '100m', memory: '128Mi', memoryLimit: '512Mi' }).describe('Of the master'),
    connect: timeout.default('300s').describe('Timeout for workers to connect to their master'),
  })
  .prefault({})
  .describe('Load by Locust');
