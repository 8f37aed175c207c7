import { doesNotApply, fatal, disappeared, notYet, ready, type Observation } from '../waiting/condition.ts';
import { crashLoop } from '../../diagnosis/crash-loop.ts';
import { recreationLoop } from '../../diagnosis/recreation-loop.ts';
import { replacementLoop } from '../../diagnosis/replacement-loop.ts';
import { churn, placeholders, toleratedPods } from './rollout/churn.ts';
import { moving } from './rollout/moving.ts';
import { replacedInVain, type PodOwner } from './rollout/troubled-pods.ts';
import { several } from './counts.ts';
import { youngPods, type YoungPods } from '../../diagnosis/young-pods.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import type { Ownership } from './ownership.ts';
import type { PodEvidence, RootCause } from '../../diagnosis/root-cause.ts';
import type { Rollout } from './rollout/rollout.ts';

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

/** Of an answer at the end of a wait: nothing is wrong yet, and nothing shows that it works. */
export const MAY_BE_WELL = { isUnjudged: true, todo: 'run again when it is over, or raise time.settle' } as const;

/** A workload, as far as its rollout is judged by it. */
export interface Judged extends Ownership, PodOwner {
  namespace: string;
}

/** Judges the rollout of a workload; the reason is the root cause if there is one, and otherwise how far the rollout is. */
export function judgeRollout(
  rollout: Rollout,
  {
    cause,
    unread,
    pods = [],
    events = [],
    date,
    waitedSince,
    history,
    log,
  }: { cause: RootCause | undefined } & Partial<PodEvidence>,
  { ours = false, namespace, ...owner }: Judged,
): Observation {
  const { counts, available, size } = rollout;
  const shows = (explained: RootCause) => ({ counts, todo: `kubectl -n ${namespace} ${explained.todo}` });
  if (rollout.done) {
    const loop =
      date &&
      (crashLoop({ pods, events, ...(log && { log }) }, date) ??
        replacementLoop(pods, date) ??
        recreationLoop(pods, events, { uid: owner.uid, date }));
    if (loop) return { ...notYet(loop.text, available), ...shows(loop), due: { inMs: loop.recoveredInMs } };
    const young = date && youngPods(pods, date);
    if (young && areTooMany(young, size))
      return { ...notYet(young.text, available), counts, due: { inMs: young.provenInMs, lasts: true } };
    return { ...ready(rollout.reason), counts };
  }
  const known: PodEvidence = {
    ...{ pods, events },
    ...(unread && { unread }),
    ...(date && { date }),
    ...(waitedSince && { waitedSince }),
    ...(history && { history }),
  };
  const steady = ours ? undefined : (judgePlaceholders(rollout, pods) ?? judgeChange(rollout, known, owner));
  if (steady) return steady.state === 'does not apply' ? steady : { ...steady, counts };
  const inVain = replacedInVain(known);
  if (cause) {
    const text = inVain === undefined ? cause.text : `${cause.text}; ${inVain}`;
    return {
      ...(ours && cause.hopeless ? fatal(text) : notYet(text, available)),
      ...shows(cause),
      ...(!ours && cause.stuckSince !== undefined && { stuckSince: cause.stuckSince }),
    };
  }
  const reason = [rollout.reason, inVain, whatIsUnread(unread)].filter((one) => one !== undefined).join('; ');
  return { ...notYet(reason, available), counts };
}

/** Whether more pods are young than are replaced at the same time, or more than a few of those have ended before. */
function areTooMany({ count, ended }: YoungPods, { desired, maxUnavailable }: Rollout['size']): boolean {
  return count > toleratedPods(desired, maxUnavailable) || ended > toleratedPods(desired);
}

/**
 * At the end of a wait: pods that change all the time are healthy as long as the workload lacks no more of them than it tolerates, and so is a
 * rollout that moves. If it lacks more, nothing is wrong with it yet, and nothing shows that it works.
 */
function judgeChange(
  rollout: Rollout,
  evidence: PodEvidence,
  owner: PodOwner,
): Extract<Observation, { state: 'ready' | 'not yet' }> | undefined {
  const changes = churn(rollout, evidence, owner);
  if (changes !== undefined) return { ...ready(changes), isRemarkable: true };
  const moves = moving(rollout, evidence, owner);
  if (moves === undefined) return undefined;
  const { desired, missing, maxUnavailable } = rollout.size;
  if (missing <= toleratedPods(desired, maxUnavailable)) return { ...ready(moves), isRemarkable: true };
  return { ...notYet(moves, rollout.available), ...MAY_BE_WELL };
}

/** Placeholders that have no room are as they should be; a workload that has nothing else does not run by design. */
function judgePlaceholders({ lacksPodsOnly, size, available }: Rollout, pods: readonly Pod[]) {
  const waiting = placeholders(pods);
  if (!lacksPodsOnly || waiting.length === 0 || waiting.length < size.missing) return undefined;
  const reason = `${several(waiting.length, 'pod')} of ${size.desired} without room on a node, as a negative priority (${waiting[0]?.spec?.priority}) allows`;
  return available === 0 ? doesNotApply(reason) : ready(reason);
}
