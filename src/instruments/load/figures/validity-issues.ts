import { formatDuration } from '../../../time/duration.ts';
import type { LoadAccount } from './account.ts';
import { exceededRate } from './exceeded-rate.ts';
import { failuresAt } from './failures-at.ts';
import { lostFigures } from './lost-figures.ts';
import { idleUsers } from './users/idle-users.ts';
import { loweredUsers } from './users/lowered-users.ts';
import { missingUsers } from './users/missing-users.ts';
import { shortRate } from './short-rate.ts';
import { starvedGenerator } from './starved-generator.ts';
import { ALL, type EndpointStatistics } from './statistics.ts';
import { formatUnanswered, unansweredIn } from './unanswered.ts';
import type { ValidityIssue } from './validity-issue.ts';
import { VALIDITY_LIMITS, type ValidityLimits } from './validity-limits.ts';
import { podOf } from './worker-pod.ts';

/** The share of its run time that a load shape has to last: its stages rarely end at that second. */
const SHAPE_SHARE = 0.9;
/** A test that was stopped less than this before its time, in seconds, counts as complete. */
const STOP_SLACK_SECONDS = 1;

/**
 * Why the figures of a load test are not valid.
 * @returns the most important reason first; none when they are valid.
 */
export function validityIssues(
  account: LoadAccount,
  all: EndpointStatistics | undefined,
  limits: ValidityLimits = VALIDITY_LIMITS,
): ValidityIssue[] {
  const lost = lostFigures(account);
  const stopped = stoppedByItself(account);
  // When its script ended the test, that is why users are missing; when all users left, that is why it ended.
  const byScript = account.run?.stopCode === 'script';
  const found = [
    ...lost,
    ...nothingSucceeded(account, all),
    ...lostWorkers(account),
    ...missingWorkers(account),
    ...(byScript ? stopped : []),
    ...missingUsers(account, limits),
    ...idleUsers(account, limits),
    ...(byScript ? [] : stopped),
    ...unsettled(account),
    ...stoppedByABound(account),
    ...account.generators.flatMap((generator) => starvedGenerator(generator, limits)),
    // A generator that stands still counts no users in this time.
    ...loweredUsers(account, limits),
  ];
  // The remaining figures do not say how many requests there were.
  if (lost.length > 0) return found;
  if ((all?.requests ?? 0) === 0) return [...found, { code: 'LOAD_NO_REQUEST', reason: 'no request was made' }];
  return [...found, ...(all ? [...shortRate(account, all, limits), ...exceededRate(account, all)] : [])];
}

/** A target without a successful answer shows nothing about its load; users that are refused at once send requests endlessly. */
function nothingSucceeded(account: LoadAccount, all: EndpointStatistics | undefined): ValidityIssue[] {
  if (!all || !isAllFailed(all)) return [];
  const left = unansweredIn(account);
  const [most] = failuresAt(ALL, account);
  const why = most === undefined ? (left ? `: ${formatUnanswered(left)}` : '') : `, most often ${most}`;
  return [{ code: 'LOAD_NOTHING_SUCCEEDED', reason: `none of the ${all.requests} requests succeeded${why}` }];
}

/** Whether there were requests, and all of them failed. */
export function isAllFailed({ requests, failures }: EndpointStatistics): boolean {
  return requests > 0 && failures >= requests;
}

/** Unanswered requests: bad figures stay valid with them, good ones do not. */
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
  // A lost worker is not connected from then on, which is reported already.
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
  if (run?.stopCode !== 'bound') return [];
  return [{ code: 'LOAD_OUT_OF_BOUNDS', reason: `the test was stopped: ${run.stopReason}` }];
}

/** A test that its script ended before its time, or whose load shape was not over at the end of its run time: it is not the planned one. */
function stoppedByItself({ run }: LoadAccount): ValidityIssue[] {
  if (run?.stoppedAt === undefined || run.stopReason === undefined) return [];
  const into = `${formatDuration(run.stoppedAt - run.startedAt)} into its ${formatDuration(run.seconds)}`;
  if (run.stopCode === 'shape-cut') {
    const reason = `the run time of ${formatDuration(run.seconds)} was over before the script's load shape: raise RUN_TIME, or set use_common_options in the shape`;
    return [{ code: 'LOAD_CUT_SHORT', reason }];
  }
  if (run.stopCode !== 'script' && run.stopCode !== 'users-left') return [];
  return [{ code: 'LOAD_CUT_SHORT', reason: `the test was stopped ${into}: ${run.stopReason}` }];
}

/**
 * A test that somebody stopped before its time, for example on the dashboard, is not the requested one.
 * @param asked how long it should last, in seconds; `undefined` when any length is accepted.
 */
export function cutShort({ run }: LoadAccount, asked: number | undefined): ValidityIssue[] {
  if (asked === undefined || run?.stoppedAt === undefined || run.stopCode !== 'asked') return [];
  const lasted = run.stoppedAt - run.startedAt;
  if (lasted >= asked - STOP_SLACK_SECONDS) return [];
  return [
    {
      code: 'LOAD_CUT_SHORT',
      reason: `the test was stopped ${formatDuration(lasted)} into its ${formatDuration(asked)}`,
    },
  ];
}

/** A load shape that was over long before the run time that somebody has asked for is not the requested test. */
export function shapeOver({ run }: LoadAccount): ValidityIssue[] {
  const { runTime } = run ?? {};
  if (typeof runTime !== 'number' || run?.stoppedAt === undefined || run.stopCode !== 'shape-over') return [];
  const lasted = run.stoppedAt - run.startedAt;
  if (lasted >= runTime * SHAPE_SHARE) return [];
  const into = `${formatDuration(lasted)} into the run time of ${formatDuration(runTime)}`;
  const reason = `the load shape was over ${into}: set RUN_TIME to the length of the shape, or leave it out`;
  return [{ code: 'LOAD_CUT_SHORT', reason }];
}
