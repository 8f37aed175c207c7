import type { Ref } from '../../cluster/kind.ts';
import { kinds, type Job } from '../../cluster/kinds.ts';
import { doesNotApply, fatal, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { counts } from './counts.ts';
import { whySuperseded } from './job-history.ts';
import { isTerminating, judgeMissing, whatIsUnread } from './judge-workload.ts';
import { ownedEvidence, rightsFor, listOf, scopeOf, type Ownership } from './read-pods.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';

/** A Job as a condition sees it. */
export interface JobSeen {
  job: Job | undefined;
  /** Why its failure does not matter any more. */
  superseded?: string;
  evidence: PodEvidence;
}

/** What can be waited for of a Job. */
export function job(ref: Ref & { namespace: string }) {
  return {
    /**
     * Completed, running and suspended are right. Failed is final, whoever created it; but when a later Job of the same CronJob has completed
     * since, it does not apply.
     */
    hasNotFailed: (ownership: Ownership = {}): Condition<JobSeen> => ({
      title: `job ${ref.namespace}/${ref.name} has not failed`,
      rights: rightsFor(ownership, kinds.jobs, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe job ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.jobs, ref, scopeOf(ownership));
        if (seen === undefined || failure(seen) === undefined) return { job: seen, evidence: NO_EVIDENCE };
        const others = await look.list(kinds.jobs, listOf(ref.namespace, ownership));
        const superseded = whySuperseded(seen, others);
        if (superseded !== undefined) return { job: seen, superseded, evidence: NO_EVIDENCE };
        return { job: seen, evidence: await ownedEvidence(look, seen, ownership, true) };
      },
      judge: (seen) => judgeJob(seen, { ...ownership, namespace: ref.namespace }),
    }),
  };
}

/** Judges a Job; pure. */
export function judgeJob(
  { job: seen, superseded, evidence }: JobSeen,
  ownership: Ownership & { namespace: string },
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing(ownership, seen);
  if (superseded !== undefined) return doesNotApply(superseded);
  const { active, succeeded, failed } = seen.status ?? {};
  const figures = counts({ active, succeeded, failed });
  const why = failure(seen);
  if (why === undefined) return { ...ready(), counts: figures };
  const pods = evidence.pods.filter(({ status }) => status?.phase !== 'Succeeded');
  const cause = rootCause({ ...evidence, pods });
  const unread = cause ? undefined : whatIsUnread(evidence.unread);
  const reason = [cause?.text, why, unread].filter((one) => one !== undefined).join('; ');
  return { ...fatal(reason, cause && `kubectl -n ${ownership.namespace} ${cause.todo}`), counts: figures };
}

/** Why a Job has failed, or will fail as soon as its pods have ended. */
function failure({ status }: Job): string | undefined {
  const failed = (status?.conditions ?? []).find(
    ({ type, status: is }) => (type === 'Failed' || type === 'FailureTarget') && is === 'True',
  );
  if (!failed) return undefined;
  return `it has failed (${failed.reason ?? 'no reason given'})${failed.message ? `: ${failed.message}` : ''}`;
}
