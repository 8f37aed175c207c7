import { z } from 'zod';

/** The cluster under test. */
export const cluster = z
  .strictObject({
    name: z.string().min(1).default('cluster').describe('Name of the cluster in results, history and messages'),
  })
  .prefault({})
  .describe('The cluster under test');
