import { fatal, disappeared, notYet, ready, type Observation } from '../waiting/condition.ts';
import { crashLoop } from '../../diagnosis/crash-loop.ts';
import { youngPods } from '../../diagnosis/young-pods.ts';
import type { Ownership } from './read-pods.ts';
import type { PodEvidence, RootCause } from '../../diagnosis/root-cause.ts';
import type { Rollout } from './rollout.ts';

/** The part of an object that says whether it is being deleted. */
interface Deletable {
  metadata?: { deletionTimestamp?: string };
}

/** Whether somebody has requested the deletion of an object. It may still exist for a while, but nobody expects it to work. */
export function isTerminating({ metadata }: Deletable): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** Judges a workload that does not exist, or that is being deleted: its wait decides whether it was deleted. */
export function judgeMissing({ ours = false }: Ownership, there?: Deletable): Observation {
  if (ours) return notYet(there ? 'it is being deleted' : 'it does not exist', 0);
  if (!there) return disappeared('it does not exist');
  return { ...disappeared(`it is being deleted, since ${there.metadata?.deletionTimestamp}`), isTerminating: true };
}

/** The most important evidence that could not be read; `undefined` when all was read. */
export function whatIsUnread(unread: PodEvidence['unread']): string | undefined {
  return unread?.pods ?? unread?.events;
}

/** Judges the rollout of a workload; the reason is the root cause if there is one, and otherwise how far the rollout is. */
export function judgeRollout(
  rollout: Rollout,
  { cause, unread, pods = [], events = [], date }: { cause: RootCause | undefined } & Partial<PodEvidence>,
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  const { counts, available } = rollout;
  const shows = (explained: RootCause) => ({ counts, todo: `kubectl -n ${namespace} ${explained.todo}` });
  if (rollout.done) {
    const loop = date && crashLoop({ pods, events }, date);
    if (loop) return { ...notYet(loop.text, available), ...shows(loop), due: { inMs: loop.recoveredInMs } };
    const young = date && youngPods(pods, date);
    if (young && young.count > tolerated(pods.length))
      return { ...notYet(young.text, available), counts, due: { inMs: young.provenInMs, lasts: true } };
    return { ...ready(rollout.reason), counts };
  }
  if (cause)
    return { ...(ours && cause.hopeless ? fatal(cause.text) : notYet(cause.text, available)), ...shows(cause) };
  const reason = [rollout.reason, whatIsUnread(unread)].filter((one) => one !== undefined).join('; ');
  return { ...notYet(reason, available), counts };
}

/**
 * How many pods of a workload may be in trouble for a moment: a quarter of them, rounded down, as a Deployment tolerates by default while it is
 * rolled out. Pods of large workloads are replaced all the time; pure.
 */
function tolerated(pods: number): number {
  return Math.floor(pods / 4);
}
