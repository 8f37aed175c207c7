import type { CronJob, Job } from '../../../cluster/kinds/kinds.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { formatAge } from '../age.ts';

/**
 * Why a failed Job does not matter any more: a later one of the same maker has completed. Makers keep failed Jobs (`failedJobsHistoryLimit`
 * of a CronJob), so one bad night would otherwise fail the check permanently. A completed Job may be removed at once
 * (`successfulJobsHistoryLimit: 0`, `ttlSecondsAfterFinished`), so for a CronJob its `lastSuccessfulTime` decides as well; pure.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/cronjob/cronjob_controllerv2.go (syncCronJob)
 * @param jobs all known Jobs. @param cronJob the one that made the Job, if there is one.
 * @example whySuperseded(job, jobs) // 'job shop/report-2 of the same CronJob has completed since it failed'
 */
export function whySuperseded(job: Job, jobs: readonly Job[], cronJob?: CronJob): string | undefined {
  const series = seriesOf(job);
  if (!is(job, 'Failed') || series === undefined) return undefined;
  const later = jobs.find(
    (other) =>
      other.metadata?.namespace === job.metadata?.namespace &&
      seriesOf(other)?.key === series.key &&
      made(other) > made(job) &&
      is(other, 'Complete'),
  );
  if (later)
    return `job ${later.metadata?.namespace}/${later.metadata?.name} of ${series.maker} has completed since it failed`;
  const since = Date.parse(cronJob?.status?.lastSuccessfulTime ?? '');
  if (cronJob?.metadata?.uid !== cronJobOf(job)?.uid || !(since > failedAt(job))) return undefined;
  return `a later job of the same CronJob has completed since it failed, at ${cronJob?.status?.lastSuccessfulTime}`;
}

/** The CronJob that made a Job, also when somebody has started it by hand from the CronJob. */
export function cronJobOf({ metadata }: Job): { name: string; uid: string } | undefined {
  return metadata?.ownerReferences?.find(({ kind, controller }) => kind === 'CronJob' && controller);
}

/** When a Job failed, in milliseconds since 1970; of one that has not failed NaN. */
export function failedAt({ status }: Job): number {
  const failed = status?.conditions?.find(({ type, status: holds }) => type === 'Failed' && holds === 'True');
  return Date.parse(failed?.lastTransitionTime ?? '');
}

/** Whether a Job has this condition. */
export function is({ status }: Job, type: 'Complete' | 'Failed'): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

/** Whether a Job has completed or failed. */
export function hasEnded(job: Job): boolean {
  return is(job, 'Complete') || is(job, 'Failed');
}

/** Of which time the last run of a CronJob is, in milliseconds since 1970; NaN when it has none. */
export function scheduledAt({ status }: CronJob): number {
  return Date.parse(status?.lastScheduleTime ?? '');
}

/** The time that a run was made for, in an annotation of its Job. k8s.io/api/batch/v1/types.go (CronJobScheduledTimestampAnnotation) */
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** Whether the controller of a CronJob made a Job at its time: nobody has started it by hand. Older ones than 1.32 do not say so; pure. */
export function wasScheduled({ metadata }: Job): boolean {
  return metadata?.annotations?.[SCHEDULED] !== undefined;
}

/** How much the clocks of the API server and of the controller may differ, in milliseconds. */
const SKEW_MS = 60_000;

/** Whether a Job is the last run of its CronJob, or was started by hand after it. */
export function isOfLastRun(job: Job, cronJob: CronJob): boolean {
  const meant = Date.parse(job.metadata?.annotations?.[SCHEDULED] ?? '');
  const at = Number.isNaN(meant) ? made(job) + SKEW_MS : meant;
  return !(at < scheduledAt(cronJob));
}

/** Why a failure is too long ago to matter; `undefined` when it is not, or when its time is not known. @param failed in milliseconds since 1970. */
export function whyOld(failed: number, date: Date, within: Duration | undefined): string | undefined {
  const age = date.getTime() - failed;
  if (within === undefined || !(age > milliseconds(within))) return undefined;
  return `it failed ${formatAge(age)} ago; a failure counts for ${within} (jobs.failedWithin)`;
}

/** When a Job was made, in milliseconds since 1970. */
export function made({ metadata }: Job): number {
  return Date.parse(metadata?.creationTimestamp ?? '');
}

/** What makes Jobs of the same purpose again and again: those with the same key replace one another. */
interface Series {
  key: string;
  /** For messages: `the same CronJob`. */
  maker: string;
}

/**
 * What makers append to the name of one Job of many: a number, or the five characters of a generated name, which has no vowels (and so is seldom
 * a word). https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go (alphanums)
 */
const SUFFIX = /-(?:\d+|[bcdfghjklmnpqrstvwxz2456789]{5})$/;
/** The same of a Workflow that a CronWorkflow makes: its number is a time, in seconds since 1970. */
const RUN_SUFFIX = /-(?:\d{8,}|[bcdfghjklmnpqrstvwxz2456789]{5})$/;

/** The labels that say which release or application of a deployment tool an object belongs to. */
const RELEASES = ['app.kubernetes.io/instance', 'argocd.argoproj.io/instance'] as const;

/** Marks of Jobs that a deployment tool makes anew at each deployment. */
const HOOKS = { 'helm.sh/hook': 'Helm hook', 'argocd.argoproj.io/hook': 'Argo CD hook' } as const;

/**
 * An owner of another kind may make Jobs for several purposes, so there the beginning of the name counts too. A CronWorkflow makes a
 * Workflow for each run, with the time in its name, which then owns the Job. Hooks have no owner.
 */
function seriesOf({ metadata }: Job): Series | undefined {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  const stem = metadata?.generateName ?? (metadata?.name ?? '').replace(SUFFIX, '-');
  if (owner?.kind === 'CronJob') return { key: `CronJob ${owner.uid}`, maker: 'the same CronJob' };
  if (owner?.kind === 'Workflow') {
    const workflow = owner.name.replace(RUN_SUFFIX, '');
    return { key: `Workflow ${workflow} ${stem.replace(owner.name, '')}`, maker: `Workflow ${workflow}` };
  }
  if (owner) return { key: `${owner.kind} ${owner.uid} ${stem}`, maker: `the same ${owner.kind}` };
  for (const [annotation, maker] of Object.entries(HOOKS)) {
    const hook = metadata?.annotations?.[annotation];
    const release = RELEASES.map((label) => metadata?.labels?.[label] ?? '').join(' ');
    if (hook !== undefined) return { key: `${annotation} ${hook} ${release} ${stem}`, maker: `the same ${maker}` };
  }
  return undefined;
}
