import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { readyByTemplate, templateOf } from '../../../diagnosis/pod-history.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import type { PodEvidence } from '../../../diagnosis/root-cause.ts';
import { several } from '../counts.ts';
import type { Rollout } from './rollout.ts';
import { youngTroubles, type PodOwner, type TroubledPod } from './troubled-pods.ts';

/** How much of a wait a pod of a rollout that moves may need until it is ready. */
const STARTS_WITHIN = 3 / 4;

/** The same for a rollout that began during the wait: nothing of it has been ready yet. */
const BEGINS_WITHIN = 1 / 2;

/** A pod that has not been ready is unready since it started; its conditions are written a moment later, in milliseconds. */
const FIRST_WRITE_MS = 5_000;

/**
 * Why a rollout that is not complete at the end of a wait stands still in no point: more pods of its template are ready than at the beginning, or
 * it has begun or was scaled during the wait, or its pods are ready and only do not count yet (`minReadySeconds`). `undefined` when it stands
 * still, or when one of its pods has been in trouble for long, or is in a trouble that waiting rarely cures. A pod that was ready and is no more
 * is no progress. Pure.
 * @example 'its rollout moves: 4 of 10 replicas updated to the current template; 3 more pods of it are ready than at the beginning'
 */
export function moving(rollout: Rollout, evidence: PodEvidence, owner: PodOwner): string | undefined {
  const { pods, date, waitedSince, history } = evidence;
  const troubled = youngTroubles(evidence, owner);
  if (!troubled || !date || !waitedSince || !history) return undefined;
  const waited = date.getTime() - waitedSince.getTime();
  const isYoung = (part: number) => troubled.every(({ since }) => date.getTime() - since < part * waited);
  const newest = newestTemplate(pods);
  if (newest === undefined || !troubled.every(isStarting)) return undefined;
  const says = (why: string) => `its rollout moves: ${rollout.reason}; ${why}`;

  const more = (readyByTemplate(pods).get(newest) ?? 0) - (history.ready.get(newest) ?? 0);
  if (more > 0 && isYoung(STARTS_WITHIN))
    return says(`${several(more, 'more pod')} of it ${more === 1 ? 'is' : 'are'} ready than at the beginning`);
  const { minReadySeconds = 0 } = owner;
  const counting = pods.filter((pod) => !podTrouble(pod) && date.getTime() - readySince(pod) < minReadySeconds * 1_000);
  if (counting.length > 0 && isYoung(STARTS_WITHIN)) {
    const one = counting.length === 1;
    return rollout.reason.includes('minReadySeconds')
      ? `its rollout moves: ${rollout.reason}`
      : says(
          `${several(counting.length, 'ready pod')} of it ${one ? 'counts' : 'count'} after ${minReadySeconds} s (minReadySeconds)`,
        );
  }
  const hasBegun = pods.every((pod) => templateOf(pod) !== newest || createdAt(pod) > waitedSince.getTime());
  if ((hasBegun || rollout.size.desired !== history.desired) && troubled.length > 0 && isYoung(BEGINS_WITHIN))
    return says(hasBegun ? 'it began during the wait' : `it was scaled from ${history.desired} during the wait`);
  return undefined;
}

/** Whether a pod is being deleted, or has not been ready yet. */
function isStarting({ pod: { metadata, status } }: TroubledPod): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (metadata?.deletionTimestamp !== undefined || ready?.lastTransitionTime === undefined) return true;
  const started = Date.parse(status?.startTime ?? metadata?.creationTimestamp ?? '');
  return Date.parse(ready.lastTransitionTime) - started <= FIRST_WRITE_MS;
}

/** The template of the pod that was created last. */
function newestTemplate(pods: readonly Pod[]): string | undefined {
  const [first] = pods.toSorted((a, b) => createdAt(b) - createdAt(a));
  return first && templateOf(first);
}

function readySince({ status }: Pod): number {
  return Date.parse(status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
}

function createdAt({ metadata }: Pod): number {
  return Date.parse(metadata?.creationTimestamp ?? '');
}
