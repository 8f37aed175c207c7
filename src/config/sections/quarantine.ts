import { z } from 'zod';

/** Tests whose failures somebody knows of. */
export const quarantine = z
  .array(
    z.strictObject({
      test: z.string().min(1).describe('Its id; `*` matches any text'),
      owner: z.string().min(1).describe('Who knows of it'),
      reason: z.string().min(1).describe('Why it may fail'),
      until: z.iso.date().describe('The last day on which it may fail, `2026-12-31`'),
    }),
  )
  .default([])
  .describe(
    'Tests whose failures do not decide the verdict, each with `test` (its id; `*` matches any text), `owner`, `reason`, and `until`, the last day: `{ test: workloads/deployment/shop/web, owner: team-shop, reason: SHOP-12, until: 2026-12-31 }`',
  );
