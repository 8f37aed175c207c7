import { z } from 'zod';

/** A chart has no use for more points, and the file may be anything. */
const MOST_POINTS = 5_000;
const numbers = z.array(z.number().nullable()).max(MOST_POINTS);
const moment = z.number().optional();

const scalingSeriesSchema = z.object({
  target: z.number(),
  loadStopped: moment,
  moments: z.object({
    ...{ metricAbove: moment, decision: moment, created: moment, ready: moment },
    ...{ backUnder: moment, downDecision: moment, atMinimum: moment },
  }),
  at: z.array(z.number()).max(MOST_POINTS),
  ...{ rate: numbers, metricPercent: numbers, desired: numbers, current: numbers, ready: numbers },
});

/** What an autoscaling test keeps as `series.json`: seconds after the start of the load, and a value for each of them. */
export type ScalingSeries = z.infer<typeof scalingSeriesSchema>;

/** Reads the series of an autoscaling test; `undefined` when the text is something else, or was cut. Pure. */
export function readScalingSeries(text: string): ScalingSeries | undefined {
  try {
    return scalingSeriesSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
