import { notYet, ready, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import type { ScrapeJob } from './job-names.ts';
import { judgeJob, type JobSeen } from './judge-job.ts';
import { readTargets } from './read-job.ts';

/** What the check of Prometheus itself has read: all targets, and those of the jobs without a check of their own. */
interface ScrapesSeen {
  /** How many active targets there are; absent where that is not known. */
  active: number | undefined;
  /** Whether it has a sample of any target now; absent where that is not known. */
  stores?: boolean;
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
      const stored = await attempt(() => prometheus.query('count(up)', look.signal));
      const stores = stored instanceof MetricsError ? {} : { stores: stored.length > 0 };
      return { active: all.served ? all.value.length : undefined, ...stores, others };
    },
    judge: judgeScrapes,
  };
}

/** Judges whether Prometheus scrapes at all, and the jobs without a check of their own; pure. */
export function judgeScrapes({ active, stores, others }: ScrapesSeen): Observation {
  if ('trouble' in others) return { ...notYet(others.trouble), due: { inMs: 3_000 } };
  if (active === 0) return { ...notYet('it has no active target: it scrapes nothing'), due: { inMs: 3_000 } };
  if (active !== undefined && stores === false)
    return { ...notYet(`it scrapes ${active} targets, and stores no sample of them`), due: { inMs: 3_000 } };
  if (!('unserved' in others) && others.targets.length === 0) return ready();
  return judgeJob('other jobs', others);
}
