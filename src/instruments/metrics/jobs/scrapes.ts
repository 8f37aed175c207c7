import { notYet, ready, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { formatDuration } from '../../../time/duration.ts';
import { newestSample } from '../fresh/read-fresh.ts';
import type { ScrapeJob } from './job-names.ts';
import { judgeJob, type JobSeen } from './judge-job.ts';
import { readTargets } from './read-job.ts';

/** After how many scrape intervals without a new sample nothing is stored. */
const LATE = 3;

/** What the check of Prometheus itself has read: all targets, and those of the jobs without a check of their own. */
interface ScrapesSeen {
  /** How many active targets there are; absent where that is not known. */
  active: number | undefined;
  /** Its newest sample of `up`, and how often that is scraped, in seconds; absent where that is not known. */
  newest?: { age: number | undefined; interval: number };
  others: JobSeen;
}

/**
 * Prometheus answers, has active targets, and scrapes those of the jobs that have no check of their own.
 * @param checked the jobs that have one.
 */
export function scrapesTargets(prometheus: PrometheusApi, checked: readonly ScrapeJob[]): Condition<ScrapesSeen> {
  const own = new Set(checked.map(({ name }) => name));
  return {
    title: `${prometheus.name} answers, and scrapes targets`,
    rights: [],
    todo: prometheus.byHand('/api/v1/targets?state=active'),
    read: async (look) => {
      const others = await readTargets(prometheus, (pool) => !own.has(pool), look);
      if (!('targets' in others)) return { active: undefined, others };
      const all = await prometheus.targets(look.signal);
      const newest = await attempt(() => newestSample(prometheus, 'up', look.signal));
      const known = newest instanceof MetricsError ? {} : { newest };
      return { active: all.served ? all.value.length : undefined, ...known, others };
    },
    judge: judgeScrapes,
  };
}

/** Judges whether Prometheus scrapes at all, and the jobs without a check of their own; pure. */
export function judgeScrapes({ active, newest, others }: ScrapesSeen): Observation {
  if ('trouble' in others) return { ...notYet(others.trouble), due: { inMs: 3_000 } };
  if (active === 0) return { ...notYet('it has no active target: it scrapes nothing'), due: { inMs: 3_000 } };
  const lost = active === undefined ? undefined : whyNothingIsKept(active, newest);
  if (lost !== undefined) return { ...notYet(lost), due: { inMs: 3_000 } };
  if (!('unserved' in others) && others.targets.length === 0) return ready();
  return judgeJob('other jobs', others);
}

/** Why what is scraped does not get into the storage; undefined when it does. A full disk keeps old samples, and takes no new ones. */
function whyNothingIsKept(active: number, newest: ScrapesSeen['newest']): string | undefined {
  if (newest === undefined) return undefined;
  if (newest.age === undefined) return `it scrapes ${active} targets, and stores no sample of them`;
  if (newest.age <= LATE * newest.interval) return undefined;
  return `it scrapes ${active} targets, and stores no new sample of them: the newest is ${formatDuration(newest.age)} old`;
}
