import type { GeneratorAccount, LoadAccount } from './account.ts';
import { percent } from './percent.ts';
import type { EndpointStatistics } from './statistics.ts';
import type { ValidityIssue } from './validity-issue.ts';
import type { ValidityLimits } from './validity-limits.ts';

/** A user counts as waiting for the target when it has a running request for this share of the time. */
const WAITING_SHARE = 0.8;
/** Late answers explain a rate that is too low when they account for this share of the missing requests. */
const EXPLAINED_SHARE = 0.8;

/** A rate that is too low, unless users were waiting for the target: then the target is the cause, and the thresholds judge. */
export function shortRate(account: LoadAccount, all: EndpointStatistics, limits: ValidityLimits): ValidityIssue[] {
  const { run, generators } = account;
  const asked = run?.rate ?? 0;
  if (asked === 0 || all.rate + all.rateError >= asked * limits.rateShare) return [];
  const waiting = waitingShare(generators);
  if (waiting >= WAITING_SHARE || cameLate(account, asked) >= missing(account, asked, all) * EXPLAINED_SHARE) return [];
  const reached = `${all.rate.toFixed(1)} of the ${asked} requested requests per second were made`;
  const idle = `while users had a running request only ${percent(waiting)} of the time`;
  return [{ code: 'LOAD_RATE_SHORT', reason: `${reached}, ${idle}: use more users, or let the script pause less` }];
}

/** How many of the requested requests were not made. */
function missing({ run }: LoadAccount, asked: number, { rate }: EndpointStatistics): number {
  const { startedAt = 0, stoppedAt = startedAt, ratedAt = startedAt } = run ?? {};
  return (asked - rate) * Math.max(0, stoppedAt - Math.max(startedAt, ratedAt));
}

/** How many requests users could not make because answers took longer than their interval. A stalled target shows in few, late answers. */
function cameLate({ generators, total }: LoadAccount, asked: number): number {
  const users = generators.reduce((all, { samples }) => all + Math.max(0, ...samples.map((sample) => sample[5])), 0);
  const interval = (users / asked) * 1_000;
  if (interval === 0) return 0;
  const late = Object.entries(total.response_times).map(
    ([time, count]) => count * Math.max(0, Number(time) - interval),
  );
  return late.reduce((all, one) => all + one, 0) / interval;
}

/** The share of the time in which a user had a running request. */
function waitingShare(generators: readonly GeneratorAccount[]): number {
  let [waiting, users] = [0, 0];
  for (const [seconds, , , , under, there] of generators.flatMap(({ samples }) => samples)) {
    if (there === 0) continue;
    waiting += under * seconds;
    users += there * seconds;
  }
  return users === 0 ? 0 : waiting / users;
}
