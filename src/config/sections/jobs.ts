import { z } from 'zod';
import { duration } from './values.ts';

/** How Jobs are judged. */
export const jobs = z
  .strictObject({
    failedWithin: duration
      .default('24h')
      .describe(
        'How long a failed Job, or a failed run of a CronJob, counts as a failure. What failed earlier is skipped, with its age',
      ),
    hangsAfter: duration
      .default('24h')
      .describe(
        'How long an init container of a Job may run, and a run of a CronJob that holds up its later runs, before it counts as hanging',
      ),
  })
  .prefault({})
  .describe('How Jobs are judged');
