import { z } from 'zod';

/** How certificates are judged. */
export const certificates = z
  .strictObject({
    daysLeft: z
      .number()
      .min(0)
      .max(3_650)
      .default(14)
      .describe(
        'Days that a certificate must have left. One that is made for a shorter time than ten times this, and so is renewed by a program, must have a tenth of its time left',
      ),
  })
  .prefault({})
  .describe('How certificates are judged');
