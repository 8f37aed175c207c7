import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import { isSameKind, type Kind } from '../../cluster/kinds/kind.ts';
import { kindOf } from '../../cluster/kinds/kind-of.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { CreatedObjects } from '../created-objects.ts';
import type { ExactObject } from '../delete/delete-exactly.ts';
import { podsHolding } from '../delete/pods-holding.ts';
import { waitUntilDeleted } from '../delete/wait-until-deleted.ts';
import { suiteLabels } from '../suite-labels.ts';
import { applyDefaults } from './apply-defaults.ts';
import { createOrAdopt } from './create-or-adopt.ts';
import { forPrerequisites } from './create-policy.ts';
import type { RunLabels } from './run-labels.ts';

/** The kinds of the objects that a run needs before its checks begin. */
export const prerequisiteKinds: readonly Kind<AnyObject>[] = [
  kinds.namespaces,
  kinds.serviceAccounts,
  kinds.roles,
  kinds.roleBindings,
  kinds.clusterRoles,
  kinds.clusterRoleBindings,
];

/** The objects that were created for a run before its checks begin. */
export interface Prerequisites {
  /** The names of the namespaces that were created, and that {@link remove} deletes. */
  readonly namespaces: readonly string[];
  /**
   * Removes the created objects, and returns when they are deleted. An object that another run has created since under the same name stays.
   * @param deadline ends the wait.
   * @throws ShakedownError CLUSTER_OBJECT_STAYS with what holds the object; ClusterError
   */
  remove(deadline: AbortSignal): Promise<void>;
}

/**
 * Creates the missing objects that a run needs: namespaces, accounts and roles. An existing object stays unchanged, now and at the end, if
 * somebody else created it, or this run from another machine; a leftover of a killed run is replaced.
 * @throws ShakedownError RUN_UNDER_WAY when an existing object belongs to a live run; CLUSTER_LEFTOVER_STAYS
 */
export async function createPrerequisites(
  cluster: Cluster,
  manifests: readonly Manifest[],
  labels: RunLabels,
  signal: AbortSignal,
): Promise<Prerequisites> {
  const { runId, home } = labels;
  const created = new CreatedObjects(cluster, runId);
  const prerequisites: Prerequisites = {
    get namespaces() {
      const isNamespace = ({ kind }: ExactObject) => isSameKind(kind, kinds.namespaces);
      return created
        .all()
        .filter(isNamespace)
        .map(({ ref }) => ref.name);
    },
    remove: (deadline) => removeAll(cluster, created, runId, deadline),
  };
  try {
    for (const manifest of manifests) {
      const kind = prerequisiteKind(manifest);
      const annotations = { ...manifest.metadata.annotations, [suiteLabels.home]: home };
      const whole = applyDefaults({ ...manifest, metadata: { ...manifest.metadata, annotations } }, labels);
      await createOrAdopt(cluster, { kind, manifest: whole, policy: forPrerequisites, runId, home, created, signal });
    }
    return prerequisites;
  } catch (error) {
    await prerequisites.remove(AbortSignal.timeout(60_000));
    throw error;
  }
}

function prerequisiteKind(manifest: Manifest): Kind<AnyObject> {
  const kind = kindOf(manifest);
  // `shakedown cleanup` searches only for these kinds.
  if (!prerequisiteKinds.includes(kind)) throw new TypeError(`a ${kind.kind} is not among prerequisiteKinds`);
  return kind;
}

/** In reverse order of creation: contents before namespaces. */
async function removeAll(cluster: Cluster, created: CreatedObjects, runId: string, deadline: AbortSignal) {
  const deleted: ExactObject[] = [];
  for (const entry of created.all().toReversed()) {
    const object = await created.delete(entry, { signal: deadline });
    if (object) deleted.push(object);
  }
  for (const object of deleted)
    await waitUntilDeleted(cluster, object, { deadline, release: podsHolding(object, runId) });
}
