import type { CronJob, Event, Job } from '../../../cluster/kinds.ts';
import { timeOf } from '../../../diagnosis/event-time.ts';
import { lastWrite } from '../../../cluster/trimmed.ts';
import { doesNotApply, notYet, ready, type Observation } from '../../waiting/condition.ts';
import type { CronJobSeen } from './cron-job.ts';
import { failedAt, is, made } from './job-history.ts';
import { isTerminating, judgeMissing } from '../judge-workload.ts';
import type { Ownership } from '../read-pods.ts';

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
 * Judges a CronJob by what its controller says: `lastScheduleTime`, `lastSuccessfulTime`, the Jobs that it keeps, its warnings; pure. What is
 * left of its Jobs alone says little, because it keeps as many as its history limits allow, and a Job may have a time to live.
 */
export function judgeCronJob(
  { cronJob, jobs, events, unread }: CronJobSeen,
  ownership: Ownership & { namespace: string },
): Observation {
  if (!cronJob || isTerminating(cronJob)) return judgeMissing(ownership, cronJob);
  if (cronJob.spec?.suspend) return doesNotApply('it is suspended');
  const { namespace } = ownership;
  const { lastScheduleTime, lastSuccessfulTime } = cronJob.status ?? {};
  const warning = noRun(cronJob, events);
  if (warning) return notYet(`${NO_RUN[warning.reason ?? '']}: ${warning.message?.trim() ?? 'no reason given'}`);

  const runs = jobs.toSorted((a, b) => made(b) - made(a));
  const ended = runs.find((job) => is(job, 'Failed') || is(job, 'Complete'));
  const succeeded = Date.parse(lastSuccessfulTime ?? '');
  const since =
    lastSuccessfulTime === undefined ? 'none has succeeded yet' : `the last success was at ${lastSuccessfulTime}`;
  if (ended && is(ended, 'Failed') && !(succeeded > failedAt(ended))) {
    const name = ended.metadata?.name;
    return {
      ...notYet(`its last run that has ended, job ${name}, has failed${why(ended)}; ${since}`),
      todo: `kubectl -n ${namespace} describe job ${name}`,
    };
  }
  const active = runs.find((job) => !is(job, 'Failed') && !is(job, 'Complete'));
  if (active) return ready(`job ${active.metadata?.name} runs; ${since}`);
  if (lastScheduleTime === undefined && runs.length === 0)
    return doesNotApply(
      `it has not run yet, by its schedule ${cronJob.spec?.schedule}${unread === undefined ? '' : `; ${unread}`}`,
    );
  if (ended || succeeded >= Date.parse(lastScheduleTime ?? '')) return ready(since);
  return judgeRemoved(cronJob, since);
}

/** Judges a last run of which nothing is left, and that was not recorded as a success. */
function judgeRemoved({ spec, status }: CronJob, since: string): Observation {
  const run = `its last run, of ${status?.lastScheduleTime},`;
  const keepsSuccesses = spec?.successfulJobsHistoryLimit !== 0;
  const removes = spec?.jobTemplate.spec?.ttlSecondsAfterFinished !== undefined;
  // Nobody but the history limit has removed it, and only failed Jobs fall under that.
  if (spec?.failedJobsHistoryLimit === 0 && keepsSuccesses && !removes)
    return notYet(`${run} has failed, and its Job is removed (failedJobsHistoryLimit 0); ${since}`);
  return doesNotApply(`${run} is removed, and how it ended is not recorded; ${since}`);
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
