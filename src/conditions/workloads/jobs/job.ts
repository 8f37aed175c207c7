import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type CronJob, type Job } from '../../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../../cluster/trimmed.ts';
import { changedRecently } from '../../../diagnosis/crash-loop.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import {
  doesNotApply,
  fatal,
  notYet,
  ready,
  type Condition,
  type Look,
  type Observation,
} from '../../waiting/condition.ts';
import { counts } from '../counts.ts';
import type { JobAges } from './job-ages.ts';
import { cronJobOf, failedAt, is, whyOld, whySuperseded } from './job-history.ts';
import { isProgressing, judgeProgress, whyAtRest } from './job-progress.ts';
import { isTerminating, judgeMissing, whatIsUnread } from '../judge-workload.ts';
import { withLog } from '../read-log.ts';
import { listOf, rightsFor, scopeOf, type Ownership } from '../ownership.ts';
import { ownedEvidence, timesOf } from '../read-pods.ts';
import { whatDecides } from './stuck-runs.ts';

/** A Job as a condition sees it. */
export interface JobSeen {
  job: Job | undefined;
  /** Why its failure does not matter any more. */
  superseded?: string;
  evidence: PodEvidence;
  /** Which later run of its CronJob decides on it. */
  undecided?: string;
  /** The API server's time. */
  date?: Date;
  /** Whether it is the last look of the wait. */
  last?: boolean;
}

/** How Jobs are judged. */
export type JobOptions = Ownership & JobAges;

/** What can be waited for of a Job. */
export function job(ref: Ref & { namespace: string }) {
  return {
    /**
     * It has completed, or makes progress: one of its pods runs. Failed is final, whoever created it. It does not apply to a Job that is
     * suspended or run by another controller, to a failure that is older than `failedWithin`, to one after which a later Job of the same maker
     * has completed, and to a single one of a CronJob while its next run goes on.
     */
    hasNotFailed: (options: JobOptions = {}): Condition<JobSeen> => ({
      title: `job ${ref.namespace}/${ref.name} has completed, or makes progress`,
      rights: rightsFor(options, kinds.jobs, kinds.cronJobs, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe job ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.jobs, ref, scopeOf(options));
        const base = { job: seen, date: look.date, last: look.last, evidence: NO_EVIDENCE };
        if (seen === undefined || isTerminating(seen)) return base;
        if (failure(seen) === undefined) {
          if (hasSucceeded(seen) || whyAtRest(seen) !== undefined || isSteady(seen, look.date)) return base;
          // An index that has failed for good is final, too.
          const isShown = look.why || (seen.status?.failedIndexes ?? '') !== '';
          return { ...base, evidence: await readEvidence(look, seen, options, isShown) };
        }
        const others = await look.list(kinds.jobs, listOf(ref.namespace, options));
        const maker = await cronJobBehind(look, seen, options);
        const superseded = whySuperseded(seen, others, maker);
        if (superseded !== undefined) return { ...base, superseded };
        if (whyOld(failedAt(seen), look.date, options.failedWithin) !== undefined) return base;
        const undecided = whatDecides(seen, others, maker, look.date);
        // Without another run the failure is final.
        const evidence = await readEvidence(look, seen, options, undecided === undefined || look.why);
        return { ...base, evidence, ...(undecided !== undefined && { undecided }) };
      },
      judge: (seen) => judgeJob(seen, { ...options, namespace: ref.namespace }),
    }),
  };
}

/** The pods of a Job, their warnings, and, if the reason will be shown, the end of the log of the one that has failed. */
async function readEvidence(look: Look, seen: Job, options: JobOptions, isShown = look.why): Promise<PodEvidence> {
  const evidence = await ownedEvidence(look, seen, options, true);
  return withLog(look, seen.metadata?.namespace ?? '', { ...evidence, ...timesOf(look) }, isShown);
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
  { job: seen, superseded, undecided, evidence, date, last = false }: JobSeen,
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
    const progress = judgeProgress(seen, evidence, { date, last, hangsAfter: options.hangsAfter });
    return progress.state === 'disappeared' || progress.state === 'does not apply'
      ? progress
      : { ...progress, counts: figures };
  }
  const old = date && whyOld(failedAt(seen), date, options.failedWithin);
  if (old !== undefined) return doesNotApply(old);
  const pods = evidence.pods.filter(({ status }) => status?.phase !== 'Succeeded');
  const cause = rootCause({ ...evidence, pods });
  const unread = cause ? undefined : whatIsUnread(evidence.unread);
  const reason = [cause?.text, why, unread].filter((one) => one !== undefined).join('; ');
  const todo = cause && `kubectl -n ${options.namespace} ${cause.todo}`;
  if (undecided === undefined) return { ...fatal(reason, todo), counts: figures };
  const open = `${reason}; ${undecided}`;
  return last ? doesNotApply(open) : { ...notYet(open), ...(todo !== undefined && { todo }), counts: figures };
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
