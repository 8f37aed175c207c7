import { z } from 'zod';

/** The most that a probe writes. */
export const MOST_BYTES = 64 * 1_024 * 1_024;

/** What a probe says of itself when it ends, in the termination message of its container. */
export const volumeAccountSchema = z.union([
  z.strictObject({ bytes: z.number().int().min(0), sha256: z.string().length(64) }),
  z.strictObject({ error: z.string().max(4_096) }),
]);

/** What a probe wrote to a volume, or read from it, or why it could not. */
export type VolumeAccount = z.infer<typeof volumeAccountSchema>;
