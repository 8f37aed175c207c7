import type { LoadAccount } from '../account.ts';
import { inTime, isLong, seconds, several, stretches, type Period } from './presence.ts';
import type { ValidityIssue } from '../validity-issue.ts';
import type { ValidityLimits } from '../validity-limits.ts';

/** Users that ran in a period, and those of them that were idle: from, to, idle, running. */
type IdlePeriod = Period;

/**
 * Users that were there and loaded nothing: blocked by the script, which waits for data that never comes, in a loop without a request, or in a
 * sleep that outlasts the test. Waiting in `wait_time` is no idleness, nor is waiting for others until all users run, during the ramp-up. Pure.
 */
export function idleUsers(account: LoadAccount, { userShare }: Pick<ValidityLimits, 'userShare'>): ValidityIssue[] {
  const periods = rampedUp(account, userShare);
  const isShort = ([, , idle, running]: IdlePeriod) => idle > running * (1 - userShare);
  const [worst] = stretches(periods, isShort)
    .filter(isLong)
    .flat()
    .toSorted((a, b) => b[2] - a[2] || seconds(b) - seconds(a));
  if (!worst) return [];
  const [, , idle, running] = worst;
  const were = `${several(idle)} of ${several(running)} users made no request ${inTime(worst, account.run)}`;
  return [{ code: 'LOAD_USERS_IDLE', reason: `${were}, and did not wait in their wait_time: ${standing(account)}` }];
}

/** The idle users after the ramp-up, second by second, since the periods of both lists differ. A load shape has no ramp-up of its own. */
function rampedUp({ presence, idle, run }: LoadAccount, userShare: number): IdlePeriod[] {
  const enough = run?.shape ? 0 : (run?.users ?? 0) * userShare;
  const from = presence.find(([, , , asked]) => asked >= enough)?.[0] ?? Infinity;
  const all: IdlePeriod[] = [];
  for (const [begin, end, users] of idle)
    for (const [first, last, running] of presence) {
      const [start, stop] = [Math.max(begin, first, from), Math.min(end, last)];
      if (start < stop) all.push([start, stop, Math.min(users, running), running]);
    }
  return all;
}

/** Where most of them were: `45 are in buy.py:14 on_start()`. */
function standing({ generators }: LoadAccount): string {
  const places = new Map<string, number>();
  for (const { standing: counted = {} } of generators)
    for (const [place, users] of Object.entries(counted)) places.set(place, (places.get(place) ?? 0) + users);
  const [most] = [...places].toSorted(([, a], [, b]) => b - a);
  return most ? `${most[1]} ${most[1] === 1 ? 'is' : 'are'} in ${most[0]}` : 'their script is busy elsewhere';
}
