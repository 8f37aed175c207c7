import { z } from 'zod';
import { duration, timeout } from './values.ts';

/** How horizontal autoscaling is tested. */
export const autoscaling = z
  .strictObject({
    failAtMaximum: z
      .boolean()
      .default(false)
      .describe(
        'Whether an HPA of the cluster fails when it is held at its maximum, with a metric above its target. Otherwise its check passes, and says so',
      ),
    cpuPercent: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(50)
      .describe('Target of the HPA that the suite creates, in percent of the CPU request'),
    minReplicas: z.number().int().min(1).default(1).describe('Of the HPA that the suite creates'),
    maxReplicas: z.number().int().min(2).default(10).describe('Of the HPA that the suite creates'),
    factor: z
      .number()
      .min(1.2)
      .max(20)
      .default(3)
      .describe('The CPU use of the target app under load, as a multiple of its target'),
    rate: z.number().positive().default(500).describe('Maximum requests per second to reach it'),
    slack: duration.default('15s').describe('How much longer than the clocks each part of a reaction may take'),
    podStart: timeout.default('20s').describe('How long a pod may take from its creation until it is ready'),
    clocks: z
      .strictObject({
        kubelet: timeout.default('10s').describe('How often the kubelet takes a CPU sample'),
        metrics: timeout.default('15s').describe('How often metrics-server collects them (`--metric-resolution`)'),
        sync: timeout.default('15s').describe('How often the HPA controller reads the metrics'),
        stabilisation: duration.default('5m').describe('How long an HPA keeps its highest recommendation'),
        tolerance: z
          .number()
          .min(0)
          .max(1)
          .default(0.1)
          .describe('How far from its target a metric may be before the HPA scales'),
      })
      .prefault({})
      .describe('The clocks of the cluster, if it does not show them'),
  })
  .prefault({})
  .describe('How horizontal autoscaling is tested');
