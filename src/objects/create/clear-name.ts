import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import { formatObject } from '../../cluster/kinds/paths.ts';
import { apiErrorOf, WaitError } from '../../conditions/waiting/wait-error.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { deleteExactly, type ExactObject } from '../delete/delete-exactly.ts';
import { podsHolding } from '../delete/pods-holding.ts';
import { waitUntilDeleted } from '../delete/wait-until-deleted.ts';
import { assertRunIsOver } from '../lease/assert-no-other-run.ts';
import { suiteLabels } from '../suite-labels.ts';
import { ownerOf, runOf, type ExistingPolicy, type Treatment } from './create-policy.ts';

/** The name of an object to create. */
export interface Claim {
  kind: Kind;
  ref: Ref;
  /** The run that creates the object, and the namespace of its Lease. */
  runId: string;
  home: string;
  policy: ExistingPolicy;
  signal: AbortSignal;
}

/**
 * Treats an existing object with the claimed name as the policy says.
 * @param again an earlier object was deleted already: something creates it again and again.
 * @returns `kept` when it stays; `free` when it is deleted.
 * @throws ShakedownError OBJECT_NAME_TAKEN, CLUSTER_LEFTOVER_STAYS, RUN_UNDER_WAY; ClusterError; the signal's reason
 */
export async function clearName(
  cluster: Cluster,
  claim: Claim,
  existing: AnyObject,
  again: boolean,
): Promise<'kept' | 'free'> {
  const { kind, ref, policy, signal } = claim;
  const { metadata } = existing;
  const object: ExactObject = { kind: kind as Kind<AnyObject>, ref, uid: metadata?.uid };
  const treatment = treatmentOf(claim, existing);
  if (treatment === 'fail' || (treatment === 'replace' && again)) throw taken(claim, existing);
  if (metadata?.deletionTimestamp === undefined) {
    if (treatment === 'keep') return 'kept';
    if (treatment === 'replace if dead') await assertDead(cluster, claim, existing);
    await deleteExactly(cluster, object, { signal, propagation: policy.propagation });
  }
  await untilDeleted(cluster, claim, object, runOf(existing));
  return 'free';
}

function treatmentOf({ policy, runId }: Claim, existing: AnyObject): Treatment {
  const owner = ownerOf(existing, runId);
  return owner === 'this run' ? 'keep' : policy.existing[owner];
}

/** A run that has created nothing else yet has no Lease: then the age of the object decides. */
async function assertDead(cluster: Cluster, { home, signal }: Claim, existing: AnyObject): Promise<void> {
  const { annotations, creationTimestamp } = existing.metadata ?? {};
  const created = { home: annotations?.[suiteLabels.home] ?? home, since: creationTimestamp };
  await assertRunIsOver(cluster, runOf(existing) ?? '', created, signal);
}

async function untilDeleted(
  cluster: Cluster,
  { kind, ref, policy, signal }: Claim,
  object: ExactObject,
  run: string | undefined,
): Promise<void> {
  const withinMs = policy.deletedWithinMs;
  const release = podsHolding(object, run);
  try {
    await waitUntilDeleted(cluster, object, { signal, withinMs, release, emptiedCounts: false });
  } catch (error) {
    if (!(error instanceof WaitError) || apiErrorOf(error) !== error) throw apiErrorOf(error);
    throw new ShakedownError('CLUSTER_LEFTOVER_STAYS', {
      meaning: 'infrastructure',
      expected: `${kind.kind} ${ref.name} of an earlier run to be deleted`,
      seen: `it is still being deleted after ${withinMs / 1_000} s`,
      todo: `kubectl get ${kind.resource} ${ref.name} -o yaml, and see its conditions and finalizers`,
      cause: error,
    });
  }
}

function taken({ kind, ref, runId }: Claim, existing: AnyObject): ShakedownError {
  const run = ownerOf(existing, runId) === 'another run' ? runOf(existing) : undefined;
  return new ShakedownError('OBJECT_NAME_TAKEN', {
    meaning: 'infrastructure',
    expected: `${formatObject(kind, ref)} to be free for the suite`,
    seen:
      run === undefined
        ? 'an object that the suite did not create'
        : `an object that run ${run} has created since an earlier one was deleted`,
    todo: 'remove or rename it, or give the suite other namespaces: namespaces.suite, namespaces.workloads',
  });
}
