import type { Target } from '../api/schemas.ts';

/** The default of Prometheus, for servers that do not say the interval, in seconds. */
const DEFAULT = 60;
const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** The scrape interval of a target, in seconds. @default a minute where the server does not say it */
export function scrapeSeconds({ scrapeInterval }: Pick<Target, 'scrapeInterval'>): number {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(scrapeInterval)) return DEFAULT;
  return [...scrapeInterval.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit = 's']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
}
