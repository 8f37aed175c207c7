import { formatDuration } from '../../../time/duration.ts';
import type { GeneratorAccount, LoadAccount } from './account.ts';
import { failuresAt } from './failures-at.ts';
import { percentile, size } from './histogram.ts';
import { ALL, type EndpointStatistics } from './statistics.ts';
import { formatUnanswered, unansweredIn } from './unanswered.ts';

/** The limits beyond which a generator's figures say more about itself than about the target. */
export interface TruthLimits {
  /** Share of one core, and of the container's CPU limit, that a worker may use. Locust runs on one core. */
  cpuShare: number;
  /** Share of scheduler periods in which a worker may be held back. */
  throttledRatio: number;
  /** How late a worker's event loop may be, 99 times of 100, in seconds. */
  lateP99: number;
  /** Share of the rate asked for that must be reached, or the target must be the reason. */
  rateShare: number;
}

export const TRUTH_LIMITS: TruthLimits = { cpuShare: 0.9, throttledRatio: 0.1, lateP99: 0.05, rateShare: 0.95 };

/** Why the figures of a load test are not valid. */
export interface ValidityIssue {
  /** Stable code: `LOAD_WORKER_LOST`. */
  code: string;
  reason: string;
}

/** A worker is judged by its busiest period of this length; a spike while users start is no starvation. */
const STRETCH_SECONDS = 9;
/** A user counts as kept waiting by the target when it has a request under way this share of the time. */
const WAITING_SHARE = 0.8;
/** Late answers explain what is missing of the rate when they account for this share of it. */
const EXPLAINED_SHARE = 0.8;

/** A test that was stopped so little before its time counts as complete. */
const STOP_SLACK_SECONDS = 1;

/**
 * Why the figures of a load test are not valid.
 * @returns the most important reason first; none when they are valid.
 */
export function validityIssues(
  account: LoadAccount,
  all: EndpointStatistics | undefined,
  limits: TruthLimits = TRUTH_LIMITS,
): ValidityIssue[] {
  const reset = statsReset(account);
  const found = [
    ...reset,
    ...nothingSucceeded(account, all),
    ...lostWorkers(account),
    ...missingWorkers(account),
    ...unsettled(account),
    ...stoppedByABound(account),
    ...account.generators.flatMap((generator) => starved(generator, limits)),
  ];
  // The figures that are left do not say how many requests there were.
  if (reset.length > 0) return found;
  if ((all?.requests ?? 0) === 0) return [...found, { code: 'LOAD_NO_REQUEST', reason: 'no request was made' }];
  return [...found, ...(all ? shortRate(account, all, limits) : [])];
}

/** Figures that somebody reset while the load ran, which is one click on the dashboard: the rest may be better, or worse, than the whole. */
function statsReset({ resets, run }: LoadAccount): ValidityIssue[] {
  const last = resets.at(-1);
  if (last === undefined || !run) return [];
  const { startedAt, stoppedAt = Infinity, seconds } = run;
  const when =
    last < stoppedAt - startedAt
      ? `${formatDuration(last)} into the test of ${formatDuration(seconds)}`
      : 'after the test';
  return [{ code: 'LOAD_STATS_RESET', reason: `the figures were reset ${when}: what was measured before is gone` }];
}

/** A target that answers nothing, or only with errors, shows nothing about itself under load; users who are refused at once send requests without end. */
function nothingSucceeded(account: LoadAccount, all: EndpointStatistics | undefined): ValidityIssue[] {
  if (!all || !isAllFailed(all)) return [];
  const left = unansweredIn(account);
  const [most] = failuresAt(ALL, account);
  const why = most === undefined ? (left ? `: ${formatUnanswered(left)}` : '') : `, most often ${most}`;
  return [{ code: 'LOAD_NOTHING_SUCCEEDED', reason: `none of the ${all.requests} requests succeeded${why}` }];
}

/** Whether there were requests, and each has failed. */
export function isAllFailed({ requests, failures }: EndpointStatistics): boolean {
  return requests > 0 && failures >= requests;
}

/** Unanswered requests leave bad figures valid, and make good ones invalid. */
export function unansweredRequests(account: LoadAccount): ValidityIssue[] {
  const left = unansweredIn(account);
  return left ? [{ code: 'LOAD_UNANSWERED', reason: formatUnanswered(left) }] : [];
}

function lostWorkers({ lost, run }: LoadAccount): ValidityIssue[] {
  return lost.map(({ id, at, why }) => ({
    code: 'LOAD_WORKER_LOST',
    reason: `worker ${podOf(id)} was lost ${formatDuration(at)} into the test of ${formatDuration(run?.seconds ?? 0)}: ${why}`,
  }));
}

function missingWorkers({ connections, lost, run }: LoadAccount): ValidityIssue[] {
  const short = connections.findIndex(([, expected, connected]) => connected < expected);
  const [from, expected, connected] = connections[short] ?? [0, 0, 0];
  // A lost worker is missing from then on, which is reported already.
  if (short < 0 || lost.some(({ at }) => Math.abs(at - from) < 1)) return [];
  const next = connections.slice(short).find(([, wanted, there]) => there >= wanted);
  const until = next?.[0] ?? (run?.stoppedAt ?? 0) - (run?.startedAt ?? 0);
  const reason = `${connected} of ${expected} workers were connected from ${formatDuration(from)} to ${formatDuration(until)} of the test`;
  return [{ code: 'LOAD_WORKER_NOT_CONNECTED', reason }];
}

function unsettled({ run }: LoadAccount): ValidityIssue[] {
  if (run?.settled) return [];
  return [{ code: 'LOAD_REPORT_MISSING', reason: 'the last figures of a worker did not arrive' }];
}

function stoppedByABound({ run }: LoadAccount): ValidityIssue[] {
  const reason = run?.stopReason ?? '';
  return reason.startsWith('bound: ')
    ? [{ code: 'LOAD_OUT_OF_BOUNDS', reason: `the test was stopped: ${reason.slice(7)}` }]
    : [];
}

/**
 * A test that somebody stopped before its time, on the dashboard or by a script, is not the one that was asked for.
 * @param asked how long it should last, in seconds; `undefined` when any length is accepted.
 */
export function cutShort({ run }: LoadAccount, asked: number | undefined): ValidityIssue[] {
  if (asked === undefined || run?.stoppedAt === undefined || run.stopReason !== 'asked') return [];
  const lasted = run.stoppedAt - run.startedAt;
  if (lasted >= asked - STOP_SLACK_SECONDS) return [];
  return [
    {
      code: 'LOAD_CUT_SHORT',
      reason: `the test was stopped ${formatDuration(lasted)} into its ${formatDuration(asked)}`,
    },
  ];
}

function starved(generator: GeneratorAccount, limits: TruthLimits): ValidityIssue[] {
  const name = `worker ${podOf(generator.id)}`;
  const found: ValidityIssue[] = [];
  const cores = busiest(generator.samples);
  if (cores > limits.cpuShare)
    found.push({ code: 'LOAD_GENERATOR_CPU', reason: `${name} used ${percent(cores)} of a core; use more workers` });
  else if (generator.cpuLimit !== null && cores / generator.cpuLimit > limits.cpuShare)
    found.push({
      code: 'LOAD_GENERATOR_CPU',
      reason: `${name} used ${percent(cores / generator.cpuLimit)} of its CPU limit of ${generator.cpuLimit}; raise it, or use more workers`,
    });
  const held = throttled(generator.samples);
  if (held > limits.throttledRatio)
    found.push({
      code: 'LOAD_GENERATOR_THROTTLED',
      reason: `${name} was held back by its CPU limit in ${percent(held)} of the scheduler's periods; raise it`,
    });
  const late = (percentile(generator.late, 0.99) ?? 0) / 1_000;
  if (size(generator.late) > 0 && late > limits.lateP99)
    found.push({
      code: 'LOAD_GENERATOR_LATE',
      reason: `the event loop of ${name} was late by ${formatDuration(late)} (p99): a script that does not yield, or too little CPU on its node`,
    });
  return found;
}

/** The most cores used over any period of that length, or over the whole test when it is shorter. */
function busiest(samples: GeneratorAccount['samples']): number {
  let most = 0;
  for (let from = 0; from < samples.length; from++) {
    let [seconds, cpu, to] = [0, 0, from];
    for (; to < samples.length && seconds < STRETCH_SECONDS * 0.95; to++) {
      seconds += samples[to]?.[0] ?? 0;
      cpu += samples[to]?.[1] ?? 0;
    }
    const whole = seconds >= STRETCH_SECONDS * 0.95 || from === 0;
    if (whole && seconds > 0) most = Math.max(most, cpu / seconds);
  }
  return most;
}

function throttled(samples: GeneratorAccount['samples']): number {
  const periods = samples.reduce((total, sample) => total + sample[2], 0);
  return periods === 0 ? 0 : samples.reduce((total, sample) => total + sample[3], 0) / periods;
}

/** When the users were waiting for the target, the target is the reason for a rate that is too low: then the thresholds judge. */
function shortRate(account: LoadAccount, all: EndpointStatistics, limits: TruthLimits): ValidityIssue[] {
  const { run, generators } = account;
  const asked = run?.rate ?? 0;
  if (asked === 0 || all.rate + all.rateError >= asked * limits.rateShare) return [];
  const waiting = waitingShare(generators);
  if (waiting >= WAITING_SHARE || cameLate(account, asked) >= missing(account, asked, all) * EXPLAINED_SHARE) return [];
  const reached = `${all.rate.toFixed(1)} of the ${asked} requests per second asked for were made`;
  const idle = `while users had a request under way only ${percent(waiting)} of the time`;
  return [{ code: 'LOAD_RATE_SHORT', reason: `${reached}, ${idle}: use more users, or let the script pause less` }];
}

/** How many fewer requests were made than were asked for. */
function missing({ run }: LoadAccount, asked: number, { rate }: EndpointStatistics): number {
  const { startedAt = 0, stoppedAt = startedAt, ratedAt = startedAt } = run ?? {};
  return (asked - rate) * Math.max(0, stoppedAt - Math.max(startedAt, ratedAt));
}

/** How many requests users could not make because answers took longer than their interval: a standstill of the target shows in few answers. */
function cameLate({ generators, total }: LoadAccount, asked: number): number {
  const users = generators.reduce((all, { samples }) => all + Math.max(0, ...samples.map((sample) => sample[5])), 0);
  const interval = (users / asked) * 1_000;
  if (interval === 0) return 0;
  const late = Object.entries(total.response_times).map(
    ([time, count]) => count * Math.max(0, Number(time) - interval),
  );
  return late.reduce((all, one) => all + one, 0) / interval;
}

/** Share of the time that a user had a request under way. */
export function waitingShare(generators: readonly GeneratorAccount[]): number {
  let [waiting, users] = [0, 0];
  for (const [seconds, , , , under, there] of generators.flatMap(({ samples }) => samples)) {
    if (there === 0) continue;
    waiting += under * seconds;
    users += there * seconds;
  }
  return users === 0 ? 0 : waiting / users;
}

/** A worker's id is its host name, in Kubernetes the pod's, and a random number. */
export function podOf(id: string): string {
  return id.replace(/_[0-9a-f]{32}$/, '');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
