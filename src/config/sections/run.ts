import { z } from 'zod';
import { item, pattern, timeout } from './values.ts';

/** What is run, and how. */
export const run = z
  .strictObject({
    targets: z
      .array(item)
      .default([])
      .describe('Areas of specs to run; empty: all that is safe. `apps` means `workloads`'),
    focus: pattern.default('').describe('Only tests with an id or title in which this regular expression is found'),
    skip: pattern
      .default('')
      .describe(
        'No test with this in its id, as whole parts between slashes: the name of an area, of a namespace, of an object; or a regular expression that matches whole parts of the id or whole words of the title',
      ),
    rerun: z
      .strictObject({
        of: z.string().default('').describe('The id of the run whose tests are run again; `--rerun-failed` sets it'),
        cluster: z.string().default('').describe('The uid of its cluster; another cluster is refused'),
        tests: z.array(z.string().min(1)).default([]).describe('Only these tests, by their whole ids'),
      })
      .prefault({})
      .describe('The tests of a run that are run again'),
    dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
    disruptive: z.boolean().default(false).describe('Also run checks that disturb objects of others'),
    concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks that run at the same time'),
    failFast: z
      .boolean()
      .default(false)
      .describe('End at the first failed test: the tests that have not ended are not run'),
    earlyVerdict: z
      .boolean()
      .default(true)
      .describe(
        'A check that waits ends before its timeout when the cause rarely cures itself (image not found, quota, missing ConfigMap, crash loop) and has lasted for longer than the timeout',
      ),
    deadline: timeout.default('45m').describe('Timeout of the whole run: it ends by then, with the results so far'),
    specs: z.string().default('').describe('A directory of further spec files; of the image, in a plugin: `/specs`'),
  })
  .prefault({})
  .describe('What is run, and how');
