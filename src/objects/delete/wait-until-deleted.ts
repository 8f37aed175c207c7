import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { formatObject } from '../../cluster/kinds/paths.ts';
import { isDeleted } from '../../conditions/kinds/is-deleted.ts';
import { ready, type Condition, type Look, type Observation } from '../../conditions/waiting/condition.ts';
import { until } from '../../conditions/waiting/until.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { ExactObject } from './delete-exactly.ts';
import { isEmptied } from './is-emptied.ts';
import { releaseFromDeadNodes, type PodSelection } from './release-from-dead-nodes.ts';

/** An object that exists for longer than this, in milliseconds, is held by something that people have to remove. */
const WITHIN_MS = 600_000;

/** How often to look for pods on dead nodes, in milliseconds. */
const RELEASE_EVERY_MS = 15_000;

/** How to wait for the deletion of an object. */
export interface DeletionWait {
  /** Ends the wait with its reason. */
  signal?: AbortSignal;
  /** Ends the wait with an error that says what holds the object: for the timeout of a whole clean-up. */
  deadline?: AbortSignal;
  /** Timeout for this object, in milliseconds. @default ten minutes */
  withinMs?: number;
  /** Pods that hold the object: they are deleted if their nodes do not report. @default none */
  release?: PodSelection | undefined;
  /** Whether an empty namespace that only an unavailable aggregated API keeps counts as deleted. @default true */
  emptiedCounts?: boolean;
  /**
   * Follows the object in the shared list of its kind: for callers that delete many and have the permission to list and watch them.
   * @default false: reads the one object
   */
  watch?: boolean;
}

/**
 * Returns when an object is deleted to its last finalizer. Everything in the suite waits for deletions here.
 * @throws WaitError; ClusterError; the signal's reason; ShakedownError CLUSTER_OBJECT_STAYS when the deadline is over
 */
export async function waitUntilDeleted(cluster: Cluster, object: ExactObject, options: DeletionWait): Promise<void> {
  const { withinMs = WITHIN_MS, deadline } = options;
  let last: Observation | undefined;
  const condition = deletionOf(cluster, object, options);
  const noted = { ...condition, judge: (seen: AnyObject | undefined) => (last = condition.judge(seen)) };
  const signal = AbortSignal.any([options.signal, deadline].filter((one) => one !== undefined));
  try {
    await until(cluster, noted, { withinMs, signal });
  } catch (error) {
    throw deadline?.aborted && !options.signal?.aborted ? stays(object, last, error) : error;
  }
}

function deletionOf(
  cluster: Cluster,
  { kind, ref, uid }: ExactObject,
  { release, emptiedCounts = true, watch = false }: DeletionWait,
): Condition<AnyObject | undefined> {
  const { read, judge, ...condition } = isDeleted(kind, ref, uid);
  let releaseAt = cluster.clock.now();
  return {
    ...condition,
    read: async (look: Look) => {
      const seen = watch ? await read(look) : await getIfThere(look.cluster, kind, ref, look.signal);
      if (release && cluster.clock.now() >= releaseAt && judge(seen).state !== 'ready') {
        await releaseFromDeadNodes(cluster, release, look.signal);
        releaseAt = cluster.clock.now() + RELEASE_EVERY_MS;
      }
      return seen;
    },
    judge: (seen) => (emptiedCounts && seen && isEmptied(seen) ? ready() : judge(seen)),
  };
}

function stays({ kind, ref }: ExactObject, last: Observation | undefined, cause: unknown): ShakedownError {
  const name = formatObject(kind, ref);
  return new ShakedownError('CLUSTER_OBJECT_STAYS', {
    meaning: 'infrastructure',
    expected: `${name} to be deleted`,
    seen: last?.reason === undefined ? `${name} could not be read in time` : `${name} still exists: ${last.reason}`,
    todo: `kubectl get ${kind.resource} ${ref.name} -o yaml, and see its conditions and finalizers`,
    cause,
  });
}
