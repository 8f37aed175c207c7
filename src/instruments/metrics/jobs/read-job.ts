import type { Look } from '../../../conditions/waiting/condition.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { quoted } from '../api/promql.ts';
import type { Sample, Target } from '../api/schemas.ts';
import { HISTORY, troubleOf, type JobSeen } from './judge-job.ts';
import { scrapeSeconds } from './scrape-interval.ts';
import { seriesKey, targetKey } from './target-name.ts';

/** How many scrape intervals a target has after it has come up. */
const YOUNG = 3;
/** How many values of the label `job` are asked for: a scrape job can give its targets several. */
const JOBS = 5;

/**
 * Reads the active targets of some scrape jobs, and since when those that fail do.
 * @param meant the name of one job, or by their names which are meant.
 */
export async function readTargets(
  prometheus: PrometheusApi,
  meant: string | ((scrapePool: string) => boolean),
  look: Look,
): Promise<JobSeen> {
  const answer = await attempt(() =>
    typeof meant === 'string' ? prometheus.targetsOf(meant, look.signal) : prometheus.targets(look.signal),
  );
  if (answer instanceof MetricsError) return troubleOf(answer);
  if (!answer.served) return { unserved: answer.why };
  const targets = typeof meant === 'string' ? answer.value : answer.value.filter(({ scrapePool }) => meant(scrapePool));
  const young = youngOf(look, targets);
  const down = targets.filter(({ health }) => health === 'down');
  const lastSuccess = down.length === 0 ? [] : await attempt(() => lastSuccesses(prometheus, down, look.signal));
  const known = lastSuccess instanceof MetricsError ? [] : lastSuccess;
  return {
    at: look.date.getTime(),
    targets,
    young,
    lastSuccess: new Map(known.map(({ labels, value }) => [seriesKey(labels), value])),
  };
}

/** When the targets of these jobs last succeeded; those that have not in the last hour are missing. */
async function lastSuccesses(
  prometheus: PrometheusApi,
  down: readonly Target[],
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const jobs = [...new Set(down.map(({ labels }) => labels['job'] ?? ''))].slice(0, JOBS);
  const found = jobs.map((job) => {
    const up = `up{job=${quoted(job)}}`;
    const times = `max_over_time((timestamp(${up}) and (${up} == 1))[${HISTORY}s:30s])`;
    return prometheus.query(`max by (job, instance) (${times})`, signal);
  });
  return (await Promise.all(found)).flat();
}

/** By wait, when each of its targets was first seen. */
const seenAt = new WeakMap<object, Map<string, number>>();

/** The targets that came up after the first look of the wait, and less than three scrape intervals ago. */
function youngOf(look: Look, targets: readonly Target[]): ReadonlySet<string> {
  const known = seenAt.get(look.wait) ?? new Map<string, number>();
  seenAt.set(look.wait, known);
  const now = look.date.getTime();
  const isYoung = (target: Target) => {
    const key = targetKey(target);
    if (!known.has(key)) known.set(key, look.first ? Number.NEGATIVE_INFINITY : now);
    return now - (known.get(key) ?? now) < YOUNG * scrapeSeconds(target) * 1_000;
  };
  return new Set(targets.filter(isYoung).map(targetKey));
}
