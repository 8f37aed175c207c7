import { z } from 'zod';
import { duration, pattern } from './values.ts';

/** What is run, and how. */
export const run = z
  .strictObject({
    targets: z
      .array(z.string())
      .default([])
      .describe('Areas of specs to run; empty: all that is safe. `apps` means `workloads`'),
    focus: pattern.default('').describe('Only tests with an id or title that matches this regular expression'),
    skip: pattern.default('').describe('No test with an id or title that matches this regular expression'),
    dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
    disruptive: z.boolean().default(false).describe('Also run checks that disturb objects of others'),
    concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks that run at the same time'),
    deadline: duration.default('45m').describe('Timeout of the whole run: it ends by then, with the results so far'),
    specs: z.string().default('').describe('A directory of further spec files; of the image, in a plugin: `/specs`'),
  })
  .prefault({})
  .describe('What is run, and how');
