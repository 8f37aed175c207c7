import { z } from 'zod';
import { lineKinds } from '../lines/line-kinds.ts';

/**
 * What a writer says of itself when it ends, in the termination message of its container: its log is what is under test.
 */
export const writerAccountSchema = z.strictObject({
  run: z.string(),
  /** Which part of the lines it wrote, and of how many. */
  part: z.number().int().min(1),
  parts: z.number().int().min(1),
  /** Lines of each kind so far, all parts together, and when the first and the last of this part were written (milliseconds). */
  written: z.array(
    z.strictObject({ kind: z.enum(lineKinds), count: z.number().int().min(0), from: z.number(), to: z.number() }),
  ),
});

/** What a writer says of itself. */
export type WriterAccount = z.infer<typeof writerAccountSchema>;
