import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { decorate, type Stamp } from '../objects/decorate.ts';
import { marks } from '../objects/marks.ts';

/** The part of an object that is read here. */
export interface Meta {
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
    ownerReferences?: object[];
  };
}

const rbac = (resource: string, kind: string, namespaced = true): Kind<Meta> => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  resource,
  kind,
  namespaced,
});

/** The kinds of what a run needs beforehand, in the order in which they are removed: namespaces last, with what is left in them. */
export const preparedKinds = {
  RoleBinding: rbac('rolebindings', 'RoleBinding'),
  Role: rbac('roles', 'Role'),
  ClusterRoleBinding: rbac('clusterrolebindings', 'ClusterRoleBinding', false),
  ClusterRole: rbac('clusterroles', 'ClusterRole', false),
  ServiceAccount: { group: '', version: 'v1', resource: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true },
  Namespace: kinds.namespaces,
} as const satisfies Record<string, Kind<Meta>>;

/** What was made for a run. */
export interface Prepared {
  /** The names of the namespaces that were made, and that go when it is removed. */
  readonly namespaces: readonly string[];
  /** Removes what was made, and returns when it is gone. @throws the signal's reason */
  remove(signal: AbortSignal): Promise<void>;
}

/**
 * Makes what is missing of some objects, marked as the run's. What somebody else made under the same name stays as it is, now and
 * at the end, and so does what this very run made from another machine; what a killed run left is replaced.
 */
export async function prepare(
  cluster: Cluster,
  manifests: readonly Manifest[],
  stamp: Stamp,
  signal: AbortSignal,
): Promise<Prepared> {
  const made: { kind: Kind<Meta>; ref: Ref }[] = [];
  const prepared: Prepared = {
    get namespaces() {
      return made.filter(({ kind }) => kind.kind === 'Namespace').map(({ ref }) => ref.name);
    },
    remove: (end) => removeAll(cluster, made.toReversed(), end),
  };
  try {
    for (const manifest of manifests) {
      const kind: Kind<Meta> | undefined = preparedKinds[manifest.kind as keyof typeof preparedKinds];
      if (!kind) throw new TypeError(`a ${manifest.kind} is not among what a run is prepared by`);
      const { name, namespace } = manifest.metadata;
      const ref = namespace === undefined ? { name } : { name, namespace };
      if (!(await makeRoom(cluster, kind, ref, stamp.runId, signal))) continue;
      made.push({ kind, ref });
      await cluster.apply(kind, decorate(manifest, stamp), { signal });
    }
    return prepared;
  } catch (error) {
    await prepared.remove(AbortSignal.timeout(60_000));
    throw error;
  }
}

/** Whether an object is to be made: it is not there, or only as the leftover of another run, which is removed first. */
async function makeRoom(cluster: Cluster, kind: Kind<Meta>, ref: Ref, runId: string, signal: AbortSignal) {
  const old = await readIfThere(cluster, kind, ref, signal);
  if (!old) return true;
  const run = old.metadata?.labels?.[marks.runLabel];
  const leftover = run !== undefined && run !== runId;
  if (leftover) await cluster.delete(kind, ref, { signal });
  if (leftover || old.metadata?.deletionTimestamp !== undefined) {
    await gone(cluster, kind, ref, signal);
    return true;
  }
  return false;
}

async function removeAll(cluster: Cluster, made: readonly { kind: Kind<Meta>; ref: Ref }[], signal: AbortSignal) {
  for (const { kind, ref } of made) await cluster.delete(kind, ref, { signal });
  for (const { kind, ref } of made) await gone(cluster, kind, ref, signal);
}

/** Returns when an object is gone to the last finalizer. @throws the signal's reason */
export async function gone(cluster: Cluster, kind: Kind<Meta>, ref: Ref, signal: AbortSignal): Promise<void> {
  while (await readIfThere(cluster, kind, ref, signal)) await cluster.clock.sleep(500, signal);
}

/** An object, or `undefined` when it is not there. */
export async function readIfThere<T>(
  cluster: Cluster,
  kind: Kind<T>,
  ref: Ref,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await cluster.get(kind, ref, { signal });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}
