import { ShakedownError } from '../errors/shakedown-error.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { formatObject } from '../cluster/paths.ts';
import { judgeAbsent, type Remaining } from '../conditions/kinds/absent.ts';
import { decorate } from './decorate.ts';
import { suiteLabels } from './suite-labels.ts';
import { refuseRunOf } from './lease/lease.ts';
import type { RunStamp } from './stamp.ts';

/** The part of an object that is read here. */
export interface Meta {
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    uid?: string;
    creationTimestamp?: string | Date;
    deletionTimestamp?: string | Date;
    ownerReferences?: object[];
  };
  status?: { conditions?: readonly { type: string; status: string }[] };
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

/** How long what an earlier run left may take to go, in milliseconds. */
const LEAVING_MS = 60_000;

/** How long one look may take at what has not gone in time, in milliseconds. */
const LAST_LOOK_MS = 5_000;

/** What was made for a run. */
export interface Prepared {
  /** The names of the namespaces that were made, and that go when it is removed. */
  readonly namespaces: readonly string[];
  /** Removes what was made, and returns when it is gone. What another run has made since under the same name stays. @throws the signal's reason */
  remove(signal: AbortSignal): Promise<void>;
}

/** One object that was made, or that was to be made when its answer was lost. */
interface Made {
  kind: Kind<Meta>;
  ref: Ref;
  uid?: string | undefined;
}

/**
 * Makes what is missing of some objects, marked as the run's. What somebody else made under the same name stays as it is, now and
 * at the end, and so does what this very run made from another machine; what a killed run left is replaced.
 * @throws ShakedownError RUN_UNDER_WAY when what is in the way belongs to a run that lives.
 */
export async function prepare(
  cluster: Cluster,
  manifests: readonly Manifest[],
  stamp: RunStamp,
  signal: AbortSignal,
): Promise<Prepared> {
  const { runId, home } = stamp;
  const made: Made[] = [];
  const prepared: Prepared = {
    get namespaces() {
      return made.filter(({ kind }) => kind.kind === 'Namespace').map(({ ref }) => ref.name);
    },
    remove: (end) => removeAll(cluster, made.toReversed(), runId, end),
  };
  try {
    for (const manifest of manifests) {
      const kind: Kind<Meta> | undefined = preparedKinds[manifest.kind as keyof typeof preparedKinds];
      if (!kind) throw new TypeError(`a ${manifest.kind} is not among what a run is prepared by`);
      const { name, namespace } = manifest.metadata;
      const ref = namespace === undefined ? { name } : { name, namespace };
      const annotations = { ...manifest.metadata.annotations, [suiteLabels.home]: home };
      const marked = decorate({ ...manifest, metadata: { ...manifest.metadata, annotations } }, stamp);
      while (await makeRoom(cluster, kind, ref, stamp, signal)) {
        const one: Made = { kind, ref };
        made.push(one);
        one.uid = await create(cluster, kind, marked, signal);
        if (one.uid !== undefined || (await uidOfOwn(cluster, one, runId, signal)) !== undefined) break;
        // Another run was quicker: what it made is looked at like all that is in the way.
        made.pop();
      }
    }
    return prepared;
  } catch (error) {
    await prepared.remove(AbortSignal.timeout(60_000));
    throw error;
  }
}

/** Whether an object is to be made: it is not there, or only as the leftover of another run, which is removed first. */
async function makeRoom(
  cluster: Cluster,
  kind: Kind<Meta>,
  ref: Ref,
  { runId, home }: RunStamp,
  signal: AbortSignal,
): Promise<boolean> {
  const old = await getIfThere(cluster, kind, ref, signal);
  if (!old) return true;
  const { labels, annotations, uid, creationTimestamp, deletionTimestamp } = old.metadata ?? {};
  const run = labels?.[suiteLabels.runLabel];
  if (deletionTimestamp === undefined) {
    if (run === undefined || run === runId) return false;
    await refuseRunOf(
      cluster,
      run,
      { home: annotations?.[suiteLabels.home] ?? home, since: creationTimestamp },
      signal,
    );
    await deleteExactly(cluster, { kind, ref, uid }, signal);
  }
  const { clock } = cluster;
  const end = clock.now() + LEAVING_MS;
  let stays = false;
  await waitUntilDeleted(cluster, kind, ref, signal, uid, () => (stays = clock.now() >= end));
  if (stays)
    throw new ShakedownError('CLUSTER_LEFTOVER_STAYS', {
      meaning: 'infrastructure',
      expected: `${kind.kind} ${ref.name} of an earlier run to be gone`,
      seen: `it is still being deleted after ${LEAVING_MS / 1_000} s`,
      todo: `kubectl get ${kind.resource} ${ref.name} -o yaml, and see its conditions and finalizers`,
    });
  return true;
}

/** @returns the uid of what was made; `undefined` when an object of that name is there by now. */
async function create(cluster: Cluster, kind: Kind<Meta>, manifest: Manifest, signal: AbortSignal) {
  try {
    const { metadata } = await cluster.create(kind, manifest, { signal });
    return metadata?.uid;
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

/** The uid of an object, if it is this run's: an answer that was lost did not tell it. */
async function uidOfOwn(cluster: Cluster, { kind, ref, uid }: Made, runId: string, signal: AbortSignal) {
  if (uid !== undefined) return uid;
  const { metadata } = (await getIfThere(cluster, kind, ref, signal)) ?? {};
  return metadata?.labels?.[suiteLabels.runLabel] === runId ? metadata.uid : undefined;
}

async function removeAll(cluster: Cluster, made: readonly Made[], runId: string, signal: AbortSignal) {
  const own: Made[] = [];
  for (const one of made) {
    const uid = await uidOfOwn(cluster, one, runId, signal);
    if (uid === undefined) continue;
    own.push({ ...one, uid });
    await deleteExactly(cluster, { ...one, uid }, signal);
  }
  for (const one of own) {
    try {
      await waitUntilDeleted(cluster, one.kind, one.ref, signal, one.uid, isEmptied);
    } catch (error) {
      throw signal.aborted ? await whatStays(cluster, one, error) : error;
    }
  }
}

/** What holds an object that is not gone in time, as far as it tells. */
async function whatStays(cluster: Cluster, { kind, ref }: Made, cause: unknown): Promise<ShakedownError> {
  const there = await getIfThere(cluster, kind, ref, AbortSignal.timeout(LAST_LOOK_MS)).catch(() => undefined);
  const name = formatObject(kind, ref);
  const reason = there && judgeAbsent(there as Remaining).reason;
  return new ShakedownError('CLUSTER_OBJECT_STAYS', {
    meaning: 'infrastructure',
    expected: `${name} to be gone`,
    seen: reason === undefined ? `${name} could not be seen to go in time` : `${name} stays: ${reason}`,
    todo: `kubectl get ${kind.resource} ${ref.name} -o yaml, and see its conditions and finalizers`,
    cause,
  });
}

/** Deletes the one object that was looked at; what has its name by now is somebody else's, and stays. */
export async function deleteExactly(
  cluster: Cluster,
  { kind, ref, uid }: Made,
  signal: AbortSignal,
  propagation: 'Background' | 'Foreground' = 'Background',
): Promise<void> {
  try {
    await cluster.delete(kind, ref, { signal, propagation, ...(uid === undefined ? {} : { uid }) });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/**
 * Returns when an object is gone to the last finalizer.
 * @param uid of the object, when another one of that name may follow it at once.
 * @param enough tells of an object that is still there that this is as good as gone. @default none is
 * @throws the signal's reason
 */
export async function waitUntilDeleted(
  cluster: Cluster,
  kind: Kind<Meta>,
  ref: Ref,
  signal: AbortSignal,
  uid?: string,
  enough: (there: Meta) => boolean = () => false,
): Promise<void> {
  for (;;) {
    const there = await getIfThere(cluster, kind, ref, signal);
    if (!there || (uid !== undefined && there.metadata?.uid !== uid) || enough(there)) return;
    await cluster.clock.sleep(500, signal);
  }
}

/**
 * Whether a namespace that is being deleted has nothing in it any more, and stays only because the API server cannot list its groups: an
 * aggregated API is down, such as that of the metrics. It goes when that is mended, and no run should end otherwise because of it; pure.
 */
export function isEmptied({ metadata, status }: Meta): boolean {
  const is = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status;
  return (
    metadata?.deletionTimestamp !== undefined &&
    is('NamespaceDeletionDiscoveryFailure') === 'True' &&
    is('NamespaceDeletionContentFailure') === 'False' &&
    is('NamespaceContentRemaining') === 'False' &&
    is('NamespaceFinalizersRemaining') === 'False'
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT';
}
