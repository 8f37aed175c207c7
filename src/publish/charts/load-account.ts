import { z } from 'zod';

const histogram = z.record(z.string(), z.number());
const accountSchema = z.object({
  total: z.object({ response_times: histogram, num_requests: z.number() }),
});

/** What Locust counted, of the account that a load keeps. */
export interface LoadFigures {
  requests: number;
  /** Response times in milliseconds, ascending, and how many requests had each. */
  times: readonly (readonly [milliseconds: number, requests: number])[];
}

/** Reads the account of a load, `account.json` or `load.json`; `undefined` when the text is something else, or has no request. Pure. */
export function readLoadFigures(text: string): LoadFigures | undefined {
  try {
    const { total } = accountSchema.parse(JSON.parse(text));
    const times = Object.entries(total.response_times)
      .map(([time, count]) => [Number(time), count] as const)
      .filter(([time, count]) => Number.isFinite(time) && time >= 0 && count > 0)
      .toSorted(([a], [b]) => a - b);
    return times.length === 0 ? undefined : { requests: total.num_requests, times };
  } catch {
    return undefined;
  }
}
