import { formatDuration } from '../time/duration.ts';
import type { RunFacts } from './model.ts';

/** Before this there was no run of the suite, in milliseconds since 1970. */
const FIRST = Date.parse('2020-01-01T00:00:00Z');
/** How far clocks of machines may differ, in milliseconds: a day, because a zone may be set wrongly. */
const TOLERATED = 86_400_000;

/**
 * Why the time of a run cannot be right, as a sentence about it; `undefined` when it can; pure. By such a time a run would be the newest or the oldest one of all.
 * @param now as the clock here shows it, which may be the wrong one.
 */
export function wrongClock({ startedAt }: Pick<RunFacts, 'startedAt'>, now: Date): string | undefined {
  const start = Date.parse(startedAt);
  const ahead = start - now.getTime();
  const began = `it says that it began at ${new Date(start).toISOString()}`;
  if (ahead > TOLERATED) return `${began}, ${formatDuration(ahead / 1_000)} from now: a clock was wrong`;
  return start < FIRST ? `${began}, before there was such a suite: a clock was wrong` : undefined;
}
