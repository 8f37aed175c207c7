import { matchesPattern } from '../../../config/matches-pattern.ts';
import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import type { Read } from '../api/read.ts';

/** How many scrape jobs a message names. */
const NAMED = 5;

/** The scrape jobs that are configured, and what each has found. */
export type PoolsSeen = Read<{
  pools: readonly string[];
  /** The jobs of the active targets. */
  active: ReadonlySet<string>;
  /** By job, how many targets were found and left out by its relabelling. */
  dropped: Readonly<Record<string, number>>;
}>;

/** Judges whether every scrape job has an active target, but those that may be empty; pure. @param mayBeEmpty names, in which `*` matches any text */
export function judgePools(seen: PoolsSeen, mayBeEmpty: readonly string[]): Observation {
  if ('unserved' in seen)
    return { state: 'does not apply', reason: `its scrape jobs cannot be read: ${seen.unserved}` };
  const due = { inMs: 5_000 };
  if ('trouble' in seen) return { ...notYet(seen.trouble), isUnjudged: true, due };
  const { pools, active, dropped } = seen;
  const empty = emptyPools(pools, active);
  const refused = empty.filter((pool) => !mayBeEmpty.some((pattern) => matchesPattern(pattern, pool)));
  if (refused.length === 0) return ready();
  const told = refused.slice(0, NAMED).map((pool) => `${cleanLine(pool, 80)} (${whyEmpty(dropped[pool] ?? 0)})`);
  const more = refused.length > NAMED ? `, and ${refused.length - NAMED} more` : '';
  return {
    ...notYet(
      `no active target: scrape ${refused.length === 1 ? 'job' : 'jobs'} ${told.join(', ')}${more}`,
      pools.length - refused.length,
    ),
    counts: `${pools.length} jobs, ${empty.length} without an active target, ${empty.length - refused.length} of these may be empty`,
    todo: 'take the job out of Prometheus, or list it in prometheus.emptyJobs if it may be empty',
    due,
  };
}

/** The scrape jobs without an active target, in the order of their names. */
export function emptyPools(pools: readonly string[], active: ReadonlySet<string>): string[] {
  return pools.filter((pool) => !active.has(pool)).toSorted();
}

function whyEmpty(dropped: number): string {
  if (dropped === 0) return 'it finds nothing';
  return dropped === 1
    ? 'its relabelling drops the 1 target that it finds'
    : `its relabelling drops all ${dropped} targets that it finds`;
}
