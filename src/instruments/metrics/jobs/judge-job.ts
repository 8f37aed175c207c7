import type { Observation } from '../../../conditions/waiting/condition.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { MetricsError } from '../api/metrics-error.ts';
import type { Target } from '../api/schemas.ts';
import { errorOfTarget, labelsOfTarget, nameOfTarget, seriesKey, targetKey } from './target-name.ts';

/** How many targets a message names. */
const NAMED = 3;
/** How soon the next look may find something new, in milliseconds. */
const LOOK_AGAIN_MS = 3_000;
/** How far back the last success of a target is looked for, in seconds. */
export const HISTORY = 3_600;

/** What is known of a scrape job at one look. */
export interface JobTargets {
  /** When it was read, in milliseconds since 1970. */
  at: number;
  /** Its active targets. */
  targets: readonly Target[];
  /** By the key of a series, when a failing target last succeeded, in seconds since 1970; those without a success in the last hour are missing. */
  lastSuccess: ReadonlyMap<string, number>;
  /** Keys of the targets that came up during the wait, so shortly before this look that they have not had their time. */
  young: ReadonlySet<string>;
}

/**
 * What was read of a scrape job, or why nothing can be said of it: the server does not serve targets, or does not answer, which another check
 * reports.
 */
export type JobSeen = JobTargets | { unserved: string } | Trouble;

/** Why a server gave no answer that can be judged. @param isIncomplete it answers, but says that something is missing. */
export interface Trouble {
  trouble: string;
  isIncomplete?: true;
}

/** What an error of a question is to those who judge. */
export function troubleOf({ seen, code }: Pick<MetricsError, 'seen' | 'code'>): Trouble {
  return { trouble: seen, ...(code === 'METRICS_INCOMPLETE' && { isIncomplete: true as const }) };
}

/** Judges whether all targets of a scrape job succeed; pure. @param job its name. */
export function judgeJob(job: string, seen: JobSeen): Observation {
  if ('unserved' in seen) return { state: 'does not apply', reason: `its targets cannot be read: ${seen.unserved}` };
  const due = { inMs: LOOK_AGAIN_MS };
  if ('trouble' in seen) return { state: 'not yet', reason: seen.trouble, isUnjudged: true, due };
  const { targets, young } = seen;
  if (targets.length === 0) return { state: 'does not apply', reason: 'it has no active target any more' };
  const down = targets.filter(({ health }) => health === 'down');
  const old = down.filter((target) => !young.has(targetKey(target)));
  const unknown = targets.filter(({ health }) => health === 'unknown');
  const up = targets.length - down.length - unknown.length;
  const counts = `up ${up}, down ${down.length}, not scraped yet ${unknown.length}`;
  if (old.length > 0) return failing(job, seen, old, counts);
  const [first] = [...unknown, ...down];
  if (first === undefined) return { state: 'ready' };
  const what =
    first.health === 'unknown'
      ? 'has not been scraped yet'
      : `has only just come up, and fails: ${errorOfTarget(first)}`;
  return { state: 'not yet', reason: `${nameOfTarget(first)} ${what}`, progress: up, counts, isUnjudged: true, due };
}

function failing(job: string, seen: JobTargets, down: readonly Target[], counts: string): Observation {
  const { at, targets, lastSuccess } = seen;
  const since = (target: Target) => lastSuccess.get(seriesKey(target.labels));
  const told = down.slice(0, NAMED).map((target) => {
    const last = since(target);
    const span = last === undefined ? 'an hour or more' : formatDuration(Math.max(0, at / 1_000 - last));
    return `${nameOfTarget(target)}: ${errorOfTarget(target)}, for ${span}`;
  });
  const more = down.length > NAMED ? `; and ${down.length - NAMED} more` : '';
  const [first] = down;
  const details = first === undefined ? '' : `; labels of ${nameOfTarget(first)}: ${labelsOfTarget(first)}`;
  const earliest = Math.min(...down.map((target) => since(target) ?? at / 1_000 - HISTORY));
  return {
    state: 'not yet',
    reason: `${down.length} of ${targets.length} ${targets.length === 1 ? 'target' : 'targets'} ${down.length === 1 ? 'fails' : 'fail'}: ${told.join('; ')}${more}`,
    progress: targets.length - down.length,
    counts: `${counts}${details}`,
    todo: todoFor(job, first),
    stuckSince: new Date(earliest * 1_000).toISOString(),
    due: { inMs: LOOK_AGAIN_MS },
  };
}

/** A command that shows more of the first failing target, if its labels say what it is. */
function todoFor(job: string, target: Target | undefined): string {
  const { pod, namespace, node } = target?.labels ?? {};
  const isName = (text: string | undefined) => text !== undefined && /^[-a-z0-9.]{1,253}$/.test(text);
  if (isName(pod) && isName(namespace)) return `kubectl -n ${namespace} describe pod ${pod}`;
  if (isName(node)) return `kubectl describe node ${node}`;
  return `look at the targets of ${job.slice(0, 100)} in Prometheus`;
}
