import type { PrometheusApi } from '../api/prometheus-api.ts';
import type { Target } from '../api/schemas.ts';
import { scrapeSeconds } from '../jobs/scrape-interval.ts';
import { seriesKey } from '../jobs/target-name.ts';
import { PRESENT_HOURS } from './judge-fresh.ts';

/**
 * How old the newest sample of a metric is, by the clock of the server, and how often its target is scraped. A series that has ended has no sample
 * now: then the newest one of the last hours is looked for, to the minute.
 */
export async function newestSample(
  prometheus: PrometheusApi,
  metric: string,
  signal: AbortSignal,
): Promise<{ age: number | undefined; interval: number }> {
  const [newest] = await prometheus.query(`bottomk(1, time() - timestamp(${metric}))`, signal);
  const targets = await prometheus.targets(signal);
  const known = targets.served ? targets.value : [];
  if (newest) return { age: newest.value, interval: intervalOf(known, newest.labels) };
  const [ended] = await prometheus.query(
    `min(time() - max_over_time(timestamp(${metric})[${PRESENT_HOURS}h:1m]))`,
    signal,
  );
  return { age: ended?.value, interval: intervalOf(known, {}) };
}

/** The scrape interval of the target with these labels; that of most targets where it is not known. */
function intervalOf(targets: readonly Target[], labels: Readonly<Record<string, string>>): number {
  const own = targets.find((target) => seriesKey(target.labels) === seriesKey(labels));
  if (own) return scrapeSeconds(own);
  const all = targets.map(scrapeSeconds).toSorted((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? scrapeSeconds({ scrapeInterval: '' });
}
