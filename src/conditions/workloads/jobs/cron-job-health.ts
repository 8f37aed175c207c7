import type { CronJob, Event, Job } from '../../../cluster/kinds/kinds.ts';
import { timeOf } from '../../../diagnosis/event-time.ts';
import { lastWrite } from '../../../cluster/trimmed.ts';
import { doesNotApply, notYet, ready, type Observation } from '../../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../judge-workload.ts';
import type { CronJobOptions, CronJobSeen } from './cron-job-seen.ts';
import { failedAt, hasEnded, is, isOfLastRun, made, scheduledAt, whyOld } from './job-history.ts';
import { whyAtRest } from './job-progress.ts';
import { failsAgain, judgeMissed, judgeStuck } from './stuck-runs.ts';
import { dueRuns, type DueRuns } from './schedule/due-runs.ts';

/**
 * Warnings of the controller that no run is made for, with what they mean. It warns again at each sync; a run that it makes afterwards
 * changes the CronJob. https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/cronjob/cronjob_controllerv2.go
 */
const NO_RUN: Readonly<Record<string, string>> = {
  UnknownTimeZone: 'its time zone is not known to its controller',
  UnparseableSchedule: 'its schedule cannot be read',
  UnParseableCronJobSchedule: 'its schedule cannot be read',
  InvalidSchedule: 'its schedule is invalid',
  FailedCreate: 'its Job cannot be created',
  MissSchedule: 'it has missed a run',
};

/**
 * For how long a finished Job has to stay so that its CronJob has surely recorded a success, in seconds. With a shorter time to live it may be
 * removed before.
 */
const RECORDED_S = 60;

/**
 * Judges a CronJob by its schedule and by what its controller says: `lastScheduleTime`, `lastSuccessfulTime`, the Jobs that it keeps, its
 * warnings; pure. What is left of its Jobs alone says little, because it keeps as many as its history limits allow, and a Job may have a time
 * to live.
 */
export function judgeCronJob(
  { cronJob, jobs, events, unread, date, last = false }: CronJobSeen,
  options: CronJobOptions & { namespace: string },
): Observation {
  if (!cronJob || isTerminating(cronJob)) return judgeMissing(options, cronJob);
  if (cronJob.spec?.suspend) return doesNotApply('it is suspended');
  const { lastScheduleTime, lastSuccessfulTime } = cronJob.status ?? {};
  const due: DueRuns = date
    ? dueRuns(cronJob, date)
    : { state: 'unread', why: `by its schedule ${cronJob.spec?.schedule}` };
  const warning = noRun(cronJob, events);
  // For days that never come the controller has a warning as well; it is a way to have a CronJob that is only started by hand.
  if (warning && due.state !== 'never')
    return notYet(`${NO_RUN[warning.reason ?? '']}: ${warning.message?.trim() ?? 'no reason given'}`);

  const runs = jobs.toSorted((a, b) => made(b) - made(a));
  const ended = runs.find(hasEnded);
  const active = runs.find((job) => !hasEnded(job));
  const succeeded = Date.parse(lastSuccessfulTime ?? '');
  const since =
    lastSuccessfulTime === undefined ? 'none has succeeded yet' : `the last success was at ${lastSuccessfulTime}`;
  const seen = { cronJob, runs, due, date, since };
  const hasFailed = ended && is(ended, 'Failed') && !(succeeded > failedAt(ended));
  const old = hasFailed && date ? whyOld(failedAt(ended), date, options.failedWithin) : undefined;
  const isRunAgain = hasFailed && active && made(active) > made(ended);
  const next = isRunAgain && old === undefined && !failsAgain(seen) ? active : undefined;
  const failure = `its last run that has ended, job ${ended?.metadata?.name}, has failed${ended ? why(ended) : ''}`;
  const todo = `kubectl -n ${options.namespace} describe job ${ended?.metadata?.name}`;
  if (hasFailed && old === undefined && !next) return { ...notYet(`${failure}; ${since}`), todo };

  const missed = judgeMissed(seen) ?? judgeStuck(seen, options);
  if (missed) return missed;
  if (next) {
    const reason = `${failure}, and the next, job ${next.metadata?.name}, has not ended; ${since}`;
    return last ? doesNotApply(reason) : { ...notYet(reason), todo };
  }
  if (old !== undefined && !isRunAgain)
    return doesNotApply(`its last run that has ended, job ${ended?.metadata?.name}: ${old}`);
  const atRest = active && whyAtRest(active);
  if (atRest !== undefined) return doesNotApply(`its last run, job ${active?.metadata?.name}: ${atRest}`);
  if (active) return ready(`job ${active.metadata?.name} runs; ${since}`);
  if (lastScheduleTime === undefined && runs.length === 0)
    return doesNotApply(`it has not run yet, ${whenFirst(cronJob, due)}${unread === undefined ? '' : `; ${unread}`}`);
  if ((ended && isOfLastRun(ended, cronJob)) || succeeded >= scheduledAt(cronJob)) return ready(since);
  return judgeRemoved(seen, options);
}

/** Judges a last run of which nothing is left, and that was not recorded as a success. */
function judgeRemoved(
  { cronJob, date, since }: { cronJob: CronJob; date: Date | undefined; since: string },
  options: CronJobOptions,
): Observation {
  const { spec, status } = cronJob;
  const run = `its last run, of ${status?.lastScheduleTime},`;
  const keepsSuccesses = spec?.successfulJobsHistoryLimit !== 0;
  const lives = spec?.jobTemplate.spec?.ttlSecondsAfterFinished;
  // Nobody but the history limit has removed it, and only failed Jobs fall under that.
  const byLimit = spec?.failedJobsHistoryLimit === 0 && keepsSuccesses && lives === undefined;
  // A success would have been recorded before it was removed.
  const byAge = lives !== undefined && lives >= RECORDED_S;
  if (!byLimit && !byAge) return doesNotApply(`${run} is removed, and how it ended is not recorded; ${since}`);
  const old = date && whyOld(scheduledAt(cronJob), date, options.failedWithin);
  if (old !== undefined) return doesNotApply(`${run} has no success: ${old}`);
  const removed = byLimit ? 'failedJobsHistoryLimit 0' : `ttlSecondsAfterFinished ${lives}`;
  return notYet(`${run} has failed, and its Job is removed (${removed}); ${since}`);
}

/** When the first run is due, for people. */
function whenFirst({ spec }: CronJob, due: DueRuns): string {
  if (due.state === 'known')
    return `by its schedule ${spec?.schedule}; the first run is due at ${due.next.toISOString().replace('.000Z', 'Z')}`;
  return due.state === 'never' ? `and its schedule ${spec?.schedule} is never due` : due.why;
}

/** What is tried again: in the second of a change, which has no parts of seconds, the change is taken for the later one. */
const TRIED_AGAIN = new Set(['FailedCreate', 'MissSchedule']);

/** The newest warning that no run is made, unless the CronJob was changed since: by its owner, or by the controller that has made a run. */
function noRun(cronJob: CronJob, events: readonly Event[]): Event | undefined {
  const changed = Date.parse(lastWrite(cronJob) ?? cronJob.metadata?.creationTimestamp ?? '');
  return events
    .filter((event) => event.reason !== undefined && event.reason in NO_RUN && !(timeOf(event) < changed))
    .filter((event) => !TRIED_AGAIN.has(event.reason ?? '') || timeOf(event) !== changed)
    .toSorted((a, b) => timeOf(b) - timeOf(a))[0];
}

function why({ status }: Job): string {
  const failed = status?.conditions?.find(({ type, status: holds }) => type === 'Failed' && holds === 'True');
  return failed?.reason === undefined ? '' : ` (${failed.reason})`;
}
