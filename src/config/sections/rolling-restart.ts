import { z } from 'zod';
import { isHealthUrl } from '../grammar/health-url.ts';
import { timeout } from './values.ts';

const NAME = '[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?';
const WORKLOAD = new RegExp(`^workloads/(deployment|statefulset)/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/${NAME}$`);

/** How it is tested that no request is lost when pods end. */
export const rollingRestart = z
  .strictObject({
    requestsPerSecond: z
      .number()
      .min(1)
      .max(100)
      .default(50)
      .describe('Requests per second, of all probe agents together, while pods are replaced'),
    slow: timeout
      .default('1s')
      .describe('A request that takes as long is counted as slow; a packet that is lost is sent again after 1 s'),
    applications: z
      .record(
        z.string().regex(WORKLOAD, 'written as in workloads/deployment/<namespace>/<name> or workloads/statefulset/…'),
        z
          .string()
          .refine(
            isHealthUrl,
            'a health URL is written as in http://<service>:8080/healthz, a Service of its namespace',
          ),
      )
      .default({})
      .describe(
        'Applications of the cluster that are restarted, with `run.disruptive`: the id of a Deployment or StatefulSet, and its health URL at a Service of its namespace. `workloads/deployment/shop/web: http://web/healthz`',
      ),
  })
  .prefault({})
  .describe('How it is tested that no request is lost when pods end');
