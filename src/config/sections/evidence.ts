import { z } from 'zod';
import { quantity, timeout } from './values.ts';

/** What is kept beside the results, for people who look for the cause of a failure. */
export const evidence = z
  .strictObject({
    before: z
      .boolean()
      .default(true)
      .describe('Keep the state of nodes and workloads, and the recent warnings, as they are before the first test'),
    atFailure: z
      .boolean()
      .default(true)
      .describe(
        'When a test fails, or cannot judge, collect what explains it at that moment: the objects, their events, pods, logs and nodes, and series of Prometheus',
      ),
    within: timeout.default('10s').describe('Timeout for collecting it for one test'),
    logs: z
      .enum(['all', 'permitted', 'own', 'none'])
      .default('permitted')
      .describe(
        'Whose logs are read at a failure: `permitted`, those that the account may read anyway; `all`, and `shakedown plugin --rbac` grants the permission for all namespaces; `own`, only those of pods of the suite',
      ),
    logLines: z.number().int().min(0).max(10_000).default(100).describe('How many lines of the end of a log are kept'),
    perTest: quantity.default('1Mi').describe('How much evidence is kept of one test, in bytes'),
    perRun: quantity.default('32Mi').describe('How much is kept of the run; what is left out is told'),
  })
  .prefault({})
  .describe('What is kept for people who look for the cause of a failure');
