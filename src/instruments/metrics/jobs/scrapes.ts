import {
  doesNotApply,
  notYet,
  ready,
  type Condition,
  type Observation,
} from '../../../conditions/waiting/condition.ts';
import { attempt } from '../api/attempt.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { formatDuration } from '../../../time/duration.ts';
import { PRESENT_HOURS } from '../fresh/judge-fresh.ts';
import { newestSample } from '../fresh/read-fresh.ts';
import type { ScrapeJob } from './job-names.ts';
import { judgeJob, troubleOf, type JobSeen, type Trouble } from './judge-job.ts';
import { readTargets } from './read-job.ts';

/** After how many scrape intervals without a new sample nothing is stored. */
const LATE = 3;

/** What the check of Prometheus itself has read: all targets, and those of the jobs without a check of their own. */
interface ScrapesSeen {
  /** How many active targets there are; absent where that is not known. */
  active: number | undefined;
  /** Whether it has scrape jobs of its own, where it has no active target; absent where that is not known. */
  isScraper?: boolean;
  /** Its newest sample of `up`, and how often that is scraped, in seconds; absent where that is not known. */
  newest?: Newest | Trouble;
  /** The names of the headers by which it may know a tenant. */
  headers?: readonly string[];
  others: JobSeen;
}

interface Newest {
  age: number | undefined;
  interval: number;
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
      if ('trouble' in others) return { active: undefined, others };
      const sample = await attempt(() => newestSample(prometheus, 'up', look.signal));
      const newest = sample instanceof MetricsError ? troubleOf(sample) : sample;
      const seen = { newest, headers: prometheus.headers ?? [], others };
      const all = await prometheus.targets(look.signal);
      if (!all.served) return { ...seen, active: undefined };
      const pools = all.value.length === 0 ? await attempt(() => prometheus.scrapePools(look.signal)) : undefined;
      const known = pools === undefined || pools instanceof MetricsError ? {} : { isScraper: pools.served };
      return { ...seen, ...known, active: all.value.length };
    },
    judge: judgeScrapes,
  };
}

/** Judges whether Prometheus scrapes at all, and the jobs without a check of their own; pure. */
export function judgeScrapes({ active, isScraper, newest, headers = [], others }: ScrapesSeen): Observation {
  const due = { inMs: 3_000 };
  const [trouble] = [others, newest].flatMap((one) => (one !== undefined && 'trouble' in one ? [one] : []));
  if (trouble) return { ...notYet(trouble.trouble), ...(trouble.isIncomplete && { isUnjudged: true }), due };
  const kept = newest && 'age' in newest ? newest : undefined;
  const isEmpty = kept !== undefined && kept.age === undefined;
  const asked = isEmpty && headers.length > 0 ? `, asked with ${headers.join(', ')} (prometheus.headers)` : '';
  const wrong = (reason: string) => ({ ...notYet(`${reason}${asked}`), ...(isEmpty && { todo: TENANT }), due });
  if (active === undefined && isEmpty)
    return { ...wrong(`it has no sample of up in the last ${PRESENT_HOURS} hours`), isUnjudged: true };
  if (active === 0 && isScraper === false && kept !== undefined && isNew(kept))
    return doesNotApply('it has no targets, and new samples of what others scrape');
  if (active === 0) return wrong('it has no active target: it scrapes nothing');
  const lost = active === undefined || kept === undefined ? undefined : whyNothingIsKept(active, kept);
  if (lost !== undefined) return wrong(lost);
  if ('targets' in others && others.targets.length === 0) return ready();
  return judgeJob('other jobs', others);
}

/** What to do where there is no sample at all: there may be some of other tenants. */
const TENANT = 'check prometheus.headers: a server of several tenants shows the samples of the one that they name';

/** Why what is scraped does not get into the storage; undefined when it does. A full disk keeps old samples, and takes no new ones. */
function whyNothingIsKept(active: number, newest: Newest): string | undefined {
  if (newest.age === undefined) return `it scrapes ${active} targets, and stores no sample of them`;
  if (isNew(newest)) return undefined;
  return `it scrapes ${active} targets, and stores no new sample of them: the newest is ${formatDuration(newest.age)} old`;
}

function isNew({ age, interval }: Newest): boolean {
  return age !== undefined && age <= LATE * interval;
}
