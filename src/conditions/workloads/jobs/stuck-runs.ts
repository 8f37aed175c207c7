import type { CronJob, Job } from '../../../cluster/kinds/kinds.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { doesNotApply, notYet, type Observation } from '../../waiting/condition.ts';
import { formatAge } from '../age.ts';
import type { CronJobOptions } from './cron-job-seen.ts';
import { cronJobOf, failedAt, hasEnded, is, isOfLastRun, made, scheduledAt, wasScheduled } from './job-history.ts';
import { whyAtRest } from './job-progress.ts';
import { changedAt, dueRuns, MANY_RUNS, type DueRuns } from './schedule/due-runs.ts';

/** A CronJob with what is known about its runs. */
export interface RunsSeen {
  cronJob: CronJob;
  /** Its Jobs, the newest first. */
  runs: readonly Job[];
  due: DueRuns;
  /** The API server's time. */
  date: Date | undefined;
  /** When it has succeeded last, for people. */
  since: string;
}

/** From this number of runs without a success on, of which nothing else is known, it does not succeed any more. */
const IN_A_ROW = 3;

/** How many later runs one that hangs has to hold up. */
const HELD_UP = 2;

/** Judges whether runs that were due were not made; `undefined` when all were, or one that still runs forbids the next; pure. */
export function judgeMissed({ cronJob, runs, due, date }: RunsSeen): Observation | undefined {
  if (due.state !== 'known' || !date || due.missed === 0) return undefined;
  const { metadata, spec, status } = cronJob;
  const { lastScheduleTime } = status ?? {};
  if (spec?.concurrencyPolicy === 'Forbid' && ownGoing({ cronJob, runs }).length > 0) return undefined;
  const from = lastScheduleTime ?? metadata?.creationTimestamp ?? '';
  const ago = `${formatAge(date.getTime() - Date.parse(from))} ago`;
  const base = lastScheduleTime === undefined ? 'it has never run, and was created' : 'its last run was of';
  const lastRun = `${base} ${from}, ${ago}`;
  if (due.changed)
    return doesNotApply(
      `${lastRun}; it was changed at ${textOf(due.changed)}, and its next run is due at ${textOf(due.next)}`,
    );
  const were = due.missed === 1 ? 'one run was' : `${many(due.missed)} runs were`;
  const deadline = spec?.startingDeadlineSeconds;
  const late = deadline === undefined ? '' : `; one that is ${deadline} s late is left out (startingDeadlineSeconds)`;
  return notYet(`${lastRun}; since then ${were} due by its schedule ${spec?.schedule}, and not made${late}`);
}

/**
 * Judges whether the runs of a CronJob hang, are replaced before they end, or vanish without a success; `undefined` when none of that is seen;
 * pure.
 */
export function judgeStuck(seen: RunsSeen, { hangsAfter }: CronJobOptions): Observation | undefined {
  const going = ownGoing(seen).filter((job) => whyAtRest(job) === undefined);
  return judgeHanging(seen, going, hangsAfter) ?? judgeUnsuccessful(seen, going);
}

/**
 * Whether a Job is one of the runs of its controller: one that somebody has started by hand forbids and replaces none. It lists a Job a moment
 * after it has made it.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/cronjob/cronjob_controllerv2.go (syncCronJob)
 */
function isOwn(job: Job, { status }: CronJob): boolean {
  return wasScheduled(job) || (status?.active?.some(({ uid }) => uid === job.metadata?.uid) ?? false);
}

/** The runs that its controller has made and that go on. */
function ownGoing({ cronJob, runs }: Pick<RunsSeen, 'cronJob' | 'runs'>): Job[] {
  return runs.filter((job) => isOwn(job, cronJob) && !hasEnded(job));
}

/** Judges whether a run goes on for too long beside later ones, or forbids them. */
function judgeHanging(
  { cronJob: { spec, status }, cronJob, due, date, since }: RunsSeen,
  going: readonly Job[],
  hangsAfter: Duration | undefined,
): Observation | undefined {
  const oldest = going.at(-1);
  if (due.state !== 'known' || !date || !oldest || hangsAfter === undefined) return undefined;
  const began = Math.min(made(oldest), scheduledAt(cronJob));
  const age = date.getTime() - began;
  // Later runs that succeed show that one that hangs does not matter.
  if (Date.parse(status?.lastSuccessfulTime ?? '') > began || !(age > milliseconds(hangsAfter))) return undefined;
  const heldUp = due.count(new Date(began), date);
  if (heldUp < HELD_UP) return undefined;
  const were = spec?.concurrencyPolicy === 'Forbid' ? 'left out (concurrencyPolicy Forbid)' : 'due';
  return notYet(
    `job ${oldest.metadata?.name} has run for ${formatAge(age)} and not ended, and ${many(heldUp)} later runs were ${were}; ${since}`,
  );
}

/** Judges whether several runs in a row have not succeeded, of which no Job tells how they ended. */
function judgeUnsuccessful(seen: RunsSeen, going: readonly Job[]): Observation | undefined {
  const { cronJob, runs, since } = seen;
  const { concurrencyPolicy, failedJobsHistoryLimit, jobTemplate } = cronJob.spec ?? {};
  const without = withoutSuccess(seen);
  if (without < IN_A_ROW) return undefined;
  if (concurrencyPolicy === 'Replace' && going.length > 0)
    return notYet(
      `none of its last ${many(without)} runs has ended before the next one replaced it (concurrencyPolicy Replace); ${since}`,
    );
  const lives = jobTemplate?.spec?.ttlSecondsAfterFinished;
  const removal =
    lives !== undefined
      ? ` (ttlSecondsAfterFinished ${lives})`
      : failedJobsHistoryLimit === 0
        ? ' (failedJobsHistoryLimit 0)'
        : undefined;
  const left = runs.filter((job) => isOfLastRun(job, cronJob));
  // A failed Job that nothing removes would still be there.
  if (left.some(hasEnded) || (left.length > 0 && removal === undefined)) return undefined;
  return notYet(
    `none of its last ${many(without)} runs has succeeded, and their Jobs are removed${removal ?? ''}; ${since}`,
  );
}

/** Whether not only the last run has failed, as far as is known; pure. */
export function failsAgain(seen: Omit<RunsSeen, 'since'>): boolean {
  const succeeded = Date.parse(seen.cronJob.status?.lastSuccessfulTime ?? '');
  const kept = seen.runs.filter((job) => is(job, 'Failed') && !(succeeded > failedAt(job)));
  // With Forbid some of those that were due were left out.
  const isCounted = seen.cronJob.spec?.concurrencyPolicy !== 'Forbid';
  return kept.length > 1 || (isCounted && withoutSuccess(seen) >= IN_A_ROW);
}

/**
 * Which later run of the same CronJob goes on, if only this run has failed since the last success: it decides; pure.
 * @param jobs all known Jobs. @param cronJob the one that made the Job.
 * @example whatDecides(job, jobs, cronJob) // 'job shop/report-2 of the same CronJob has not ended'
 */
export function whatDecides(
  job: Job,
  jobs: readonly Job[],
  cronJob: CronJob | undefined,
  date: Date,
): string | undefined {
  const maker = cronJobOf(job);
  if (!is(job, 'Failed') || maker === undefined || maker.uid !== cronJob?.metadata?.uid) return undefined;
  const runs = jobs
    .filter((other) => other.metadata?.namespace === job.metadata?.namespace && cronJobOf(other)?.uid === maker.uid)
    .toSorted((a, b) => made(b) - made(a));
  const later = runs.find((other) => !hasEnded(other) && made(other) > made(job));
  if (!later || failsAgain({ cronJob, runs, due: dueRuns(cronJob, date), date })) return undefined;
  return `job ${later.metadata?.namespace}/${later.metadata?.name} of the same CronJob has not ended`;
}

/**
 * How many runs were due after the last success, up to the last run, without those that run; after a change only those since then. A Job that
 * somebody has started by hand is none of those that were due.
 */
function withoutSuccess({ cronJob, runs, due }: Omit<RunsSeen, 'since'>): number {
  if (due.state !== 'known') return 0;
  const { lastSuccessfulTime } = cronJob.status ?? {};
  const from = Date.parse(lastSuccessfulTime ?? cronJob.metadata?.creationTimestamp ?? '');
  const changed = changedAt(cronJob);
  const after = changed > from ? changed : from;
  const until = scheduledAt(cronJob);
  if (!(until > after)) return 0;
  return due.count(new Date(after), new Date(until)) - ownGoing({ cronJob, runs }).length;
}

function many(runs: number): string {
  return runs < MANY_RUNS ? String(runs) : `at least ${MANY_RUNS}`;
}

function textOf(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
