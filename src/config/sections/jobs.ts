import { z } from 'zod';
import { duration } from './values.ts';

/** How Jobs are judged. */
export const jobs = z
  .strictObject({
    failedWithin: duration
      .default('24h')
      .describe(
        'How long a failed Job counts as a failure. One that failed earlier is skipped, with its age. The last run of a CronJob counts whatever its age',
      ),
  })
  .prefault({})
  .describe('How Jobs are judged');
