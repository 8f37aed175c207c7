import type { Ref } from '../../../cluster/kind.ts';
import { kinds, type CronJob, type Job } from '../../../cluster/kinds.ts';
import { lastWrite } from '../../../cluster/trimmed.ts';
import { changedRecently } from '../../../diagnosis/crash-loop.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { doesNotApply, fatal, ready, type Condition, type Look, type Observation } from '../../waiting/condition.ts';
import { formatAge } from '../age.ts';
import { counts } from '../counts.ts';
import { cronJobOf, failedAt, is, whySuperseded } from './job-history.ts';
import { isProgressing, judgeProgress, whyAtRest } from './job-progress.ts';
import { isTerminating, judgeMissing, whatIsUnread } from '../judge-workload.ts';
import { listOf, ownedEvidence, rightsFor, scopeOf, type Ownership } from '../read-pods.ts';

/** A Job as a condition sees it. */
export interface JobSeen {
  job: Job | undefined;
  /** Why its failure does not matter any more. */
  superseded?: string;
  evidence: PodEvidence;
  /** The API server's time. */
  date?: Date;
}

/** How failures of Jobs are judged. */
export interface JobOptions extends Ownership {
  /** A Job that failed longer ago is not judged. @default a failure counts for ever */
  failedWithin?: Duration;
}

/** What can be waited for of a Job. */
export function job(ref: Ref & { namespace: string }) {
  return {
    /**
     * It has completed, or makes progress: one of its pods runs. Failed is final, whoever created it. It does not apply to a Job that is
     * suspended or run by another controller, to a failure that is older than `failedWithin`, and to one after which a later Job of the same
     * maker has completed.
     */
    hasNotFailed: (options: JobOptions = {}): Condition<JobSeen> => ({
      title: `job ${ref.namespace}/${ref.name} has completed, or makes progress`,
      rights: rightsFor(options, kinds.jobs, kinds.cronJobs, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe job ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.jobs, ref, scopeOf(options));
        const base = { job: seen, date: look.date, evidence: NO_EVIDENCE };
        if (seen === undefined || isTerminating(seen)) return base;
        if (failure(seen) === undefined) {
          if (hasSucceeded(seen) || whyAtRest(seen) !== undefined || isSteady(seen, look.date)) return base;
          return { ...base, evidence: await ownedEvidence(look, seen, options, true) };
        }
        const others = await look.list(kinds.jobs, listOf(ref.namespace, options));
        const superseded = whySuperseded(seen, others, await cronJobBehind(look, seen, options));
        if (superseded !== undefined) return { ...base, superseded };
        if (whyOld(seen, look.date, options.failedWithin) !== undefined) return base;
        return { ...base, evidence: await ownedEvidence(look, seen, options, true) };
      },
      judge: (seen) => judgeJob(seen, { ...options, namespace: ref.namespace }),
    }),
  };
}

/** Whether a Job makes progress, and none of its containers has ended lately. */
function isSteady(seen: Job, date: Date): boolean {
  return isProgressing(seen) && !changedRecently(lastWrite(seen), date);
}

async function cronJobBehind(look: Look, seen: Job, ownership: Ownership): Promise<CronJob | undefined> {
  const maker = cronJobOf(seen);
  const namespace = seen.metadata?.namespace ?? '';
  return maker && (await look.get(kinds.cronJobs, { namespace, name: maker.name }, scopeOf(ownership)));
}

/** Judges a Job; pure. */
export function judgeJob(
  { job: seen, superseded, evidence, date }: JobSeen,
  options: JobOptions & { namespace: string },
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing(options, seen);
  if (superseded !== undefined) return doesNotApply(superseded);
  const { active, succeeded, failed } = seen.status ?? {};
  const figures = counts({ active, succeeded, failed });
  const why = failure(seen);
  if (why === undefined) {
    if (hasSucceeded(seen)) return { ...ready(), counts: figures };
    const atRest = whyAtRest(seen);
    if (atRest !== undefined) return doesNotApply(atRest);
    const progress = judgeProgress(seen, evidence, date);
    return progress.state === 'disappeared' || progress.state === 'does not apply'
      ? progress
      : { ...progress, counts: figures };
  }
  const old = date && whyOld(seen, date, options.failedWithin);
  if (old !== undefined) return doesNotApply(old);
  const pods = evidence.pods.filter(({ status }) => status?.phase !== 'Succeeded');
  const cause = rootCause({ ...evidence, pods });
  const unread = cause ? undefined : whatIsUnread(evidence.unread);
  const reason = [cause?.text, why, unread].filter((one) => one !== undefined).join('; ');
  return { ...fatal(reason, cause && `kubectl -n ${options.namespace} ${cause.todo}`), counts: figures };
}

/** Why a failure is too long ago to matter; `undefined` when it is not, or when its time is not known. */
function whyOld(seen: Job, date: Date, within: Duration | undefined): string | undefined {
  const age = date.getTime() - failedAt(seen);
  if (within === undefined || !(age > milliseconds(within))) return undefined;
  return `it failed ${formatAge(age)} ago; a failure counts for ${within} (jobs.failedWithin)`;
}

/** Whether a Job has completed, or will as soon as its remaining pods have been ended. */
function hasSucceeded(seen: Job): boolean {
  const met = seen.status?.conditions?.some(({ type, status }) => type === 'SuccessCriteriaMet' && status === 'True');
  return met === true || is(seen, 'Complete');
}

/** Why a Job has failed, or will fail as soon as its pods have ended. */
function failure({ status }: Job): string | undefined {
  const failed = (status?.conditions ?? []).find(
    ({ type, status: holds }) => (type === 'Failed' || type === 'FailureTarget') && holds === 'True',
  );
  if (!failed) return undefined;
  return `it has failed (${failed.reason ?? 'no reason given'})${failed.message ? `: ${failed.message}` : ''}`;
}
