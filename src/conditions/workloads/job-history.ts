import type { Job } from '../../cluster/kinds.ts';

/**
 * Why a failed Job does not matter any more: a later Job of the same CronJob has completed. A CronJob keeps its failed Jobs
 * (`failedJobsHistoryLimit`), so one bad night would otherwise fail the check permanently; pure.
 * @param jobs all known Jobs.
 * @example whySuperseded(job, jobs) // 'job shop/report-2 of the same CronJob has completed since it failed'
 */
export function whySuperseded(job: Job, jobs: readonly Job[]): string | undefined {
  if (!is(job, 'Failed')) return undefined;
  const cronJob = cronJobOf(job);
  if (cronJob === undefined) return undefined;
  const later = jobs.find((other) => cronJobOf(other) === cronJob && made(other) > made(job) && is(other, 'Complete'));
  if (!later) return undefined;
  return `job ${later.metadata?.namespace}/${later.metadata?.name} of the same CronJob has completed since it failed`;
}

function cronJobOf({ metadata }: Job): string | undefined {
  return metadata?.ownerReferences?.find(({ kind, controller }) => kind === 'CronJob' && controller)?.uid;
}

function made({ metadata }: Job): number {
  return Date.parse(metadata?.creationTimestamp ?? '');
}

function is({ status }: Job, type: 'Complete' | 'Failed'): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
