import { hasCluster, isClosed, isStopped, stateOf, type Night } from './night.ts';
import { exitCodeOfNight } from './night-verdict.ts';
import type { Step } from './steps.ts';

/** What the configuration says about the end of a night. */
export interface EndRules {
  /** Whether there is a command that deletes the cluster. */
  deletes: boolean;
  /** Whether a cluster is kept whose verdict is not passed. */
  keepOnFailure: boolean;
}

/** What a night does next. */
export type Next = { do: Step } | { end: 'over' | 'kept' | 'not deleted' };

/**
 * The next step of a night; pure. A cluster of the night is never left behind, and never built beside one that has to be deleted:
 *
 * - A step that had not ended when its process was killed is done again; a build only after what it left has been deleted.
 * - After a stop by a signal only the deletion follows; after a failed build, also the publication, which says so.
 * - A deletion that failed in all its attempts is not tried again by the same process, but by the next one, before anything else.
 */
export function nextStep(night: Night, { deletes, keepOnFailure }: EndRules): Next {
  if (isClosed(night)) return { end: 'over' };
  const mustDelete = deletes && hasCluster(night);
  const next = isStopped(night) ? undefined : night.plan.find((step) => step !== 'delete' && isDue(night, step));
  if (mustDelete && failedToDelete(night)) return { end: 'not deleted' };
  if (next === 'build' && stateOf(night, 'build') === 'running' && mustDelete) return { do: 'delete' };
  if (next !== undefined) return { do: next };
  if (!mustDelete) return { end: 'over' };
  return keepOnFailure && !isStopped(night) && exitCodeOfNight(night) !== 0 ? { end: 'kept' } : { do: 'delete' };
}

/** Whether a step is still to be done. After a build that failed there is no cluster to do anything with. */
function isDue(night: Night, step: Step): boolean {
  const state = stateOf(night, step);
  if (state === 'done' || state === 'failed') return false;
  return step === 'build' || step === 'publish' || stateOf(night, 'build') !== 'failed';
}

/** Whether this process has tried to delete the cluster, in vain. */
function failedToDelete({ events }: Night): boolean {
  const begin = events.findLastIndex(({ kind }) => kind === 'resumed');
  return events
    .slice(begin + 1)
    .some((one) => one.kind === 'ended' && one.step === 'delete' && one.outcome === 'failed');
}
