import { formatDuration } from '../../../../time/duration.ts';
import type { LoadAccount } from '../account.ts';

/** Users may be missing for less than this, in seconds: until a load shape replaces one that has left, or Locust moves users to another worker. */
const SHORT_SECONDS = 3;

/** A period of a test: from, to (seconds since its start), users that ran, users that Locust had asked for. */
export type Period = LoadAccount['presence'][number];

/** How long a period lasted, in seconds. */
export const seconds = ([from, to]: Period): number => to - from;

/** The stretches of periods, one right after the other, for all of which something holds. Pure. */
export function stretches(presence: readonly Period[], holds: (period: Period) => boolean): Period[][] {
  const found: Period[][] = [];
  for (const period of presence.filter(holds)) {
    const last = found.at(-1);
    if (last?.at(-1)?.[1] === period[0]) last.push(period);
    else found.push([period]);
  }
  return found;
}

/** Whether a stretch is too long to be let pass. */
export function isLong(stretch: readonly Period[]): boolean {
  return stretch.reduce((sum, period) => sum + seconds(period), 0) >= SHORT_SECONDS;
}

/** When a period was: `from 1.0 s to 40.0 s of the test`. The last second of a test may be a part of one. */
export function inTime([from, to]: Period, run: LoadAccount['run']): string {
  const lasted = run?.stoppedAt === undefined ? Infinity : run.stoppedAt - run.startedAt;
  return `from ${formatDuration(from)} to ${formatDuration(Math.max(from, Math.min(to, lasted)))} of the test`;
}

/** Users in words; means of a second may be fractions. */
export function several(users: number): string {
  return String(Number(users.toFixed(1)));
}
