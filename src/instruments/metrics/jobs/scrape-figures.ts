import { milliseconds, type Duration } from '../../../time/duration.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import type { Sample, Target } from '../api/schemas.ts';
import type { JobSeen } from './judge-job.ts';
import { nameOfTarget, seriesKey } from './target-name.ts';

/** How many flapping targets a sentence names. */
const NAMED = 3;

/** What is worth keeping of a scrape job that succeeds. */
export interface ScrapeFigures {
  /** Active targets. */
  targets: number;
  /** Samples of one scrape of all its targets, and so about its series; absent where the server does not say. */
  series: number | undefined;
  /** A sentence about targets that succeed now, and failed within the window; absent when there are none. */
  flapping: string | undefined;
}

/** Reads the figures of a scrape job; what cannot be read is left out, because it stands beside a verdict. */
export async function scrapeFigures(
  prometheus: PrometheusApi,
  seen: JobSeen,
  window: Duration,
  signal: AbortSignal,
): Promise<ScrapeFigures> {
  if (!('targets' in seen)) return { targets: 0, series: undefined, flapping: undefined };
  const range = `${Math.max(1, Math.round(milliseconds(window) / 1_000))}s`;
  const [samples, failed] = await Promise.all([
    attempt(() => prometheus.query('scrape_samples_post_metric_relabeling', signal)),
    attempt(() => prometheus.query(`count_over_time(up[${range}]) - sum_over_time(up[${range}]) > 0`, signal)),
  ]);
  return {
    targets: seen.targets.length,
    series: samples instanceof MetricsError ? undefined : sumOver(seen.targets, samples),
    flapping: failed instanceof MetricsError ? undefined : flappingText(seen.targets, failed, window),
  };
}

/** The sum of the samples that belong to these targets; undefined when none does; pure. */
export function sumOver(targets: readonly Target[], samples: readonly Sample[]): number | undefined {
  const values = byTarget(targets, samples).map(([, value]) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** A sentence about the targets that succeed now, and have failed within the window, those with most failures first; pure. */
export function flappingText(
  targets: readonly Target[],
  failed: readonly Sample[],
  window: Duration,
): string | undefined {
  const found = byTarget(targets, failed)
    .filter(([{ health }, count]) => health === 'up' && count > 0)
    .toSorted(([, a], [, b]) => b - a);
  if (found.length === 0) return undefined;
  const told = found
    .slice(0, NAMED)
    .map(([target, count]) => `${nameOfTarget(target)} failed ${count} ${count === 1 ? 'scrape' : 'scrapes'}`);
  const more = found.length > NAMED ? `, and ${found.length - NAMED} more targets some` : '';
  return `${told.join(', ')}${more} in the last ${window}; now ${found.length === 1 ? 'it succeeds' : 'they succeed'}`;
}

function byTarget(targets: readonly Target[], samples: readonly Sample[]): [Target, number][] {
  const values = new Map(samples.map(({ labels, value }) => [seriesKey(labels), value]));
  return targets.flatMap((target): [Target, number][] => {
    const value = values.get(seriesKey(target.labels));
    return value === undefined ? [] : [[target, value]];
  });
}
