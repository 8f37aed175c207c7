import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { releaseFromDeadNodes } from './dead-nodes.ts';
import { madeBySuite, suiteLabels } from './suite-labels.ts';
import { deleteExactly, waitUntilDeleted, isEmptied, preparedKinds, type Meta } from './prepare.ts';

/** Every kind that a run makes, in the order of removal: what is in a namespace before the namespace. */
const KINDS: readonly Kind<Meta>[] = [
  kinds.horizontalPodAutoscalers,
  kinds.deployments,
  kinds.statefulSets,
  kinds.daemonSets,
  kinds.jobs,
  kinds.pods,
  kinds.services,
  kinds.configMaps,
  kinds.leases,
  preparedKinds.RoleBinding,
  preparedKinds.Role,
  preparedKinds.ServiceAccount,
  preparedKinds.ClusterRoleBinding,
  preparedKinds.ClusterRole,
  kinds.namespaces,
];

/** How long an end is waited for until it is looked whether a node that is silent keeps it, in milliseconds. */
const LOOK_AGAIN = 15_000;

/** An object that a run has made and not removed. */
export interface Leftover {
  kind: Kind<Meta>;
  ref: Ref;
  uid?: string;
  /** The run that made it. */
  run: string;
  /** Until when it was surely in use; absent when it does not say. */
  expires?: Date;
}

/** What shall go: what one run made, what any run made, or what any run made that is out of date. */
export type Wanted = { run: string } | { all: true } | { expiredAt: Date };

/** What was found, and what could not be looked at. */
export interface Found {
  leftovers: Leftover[];
  /** Resources that the account may not list, and where: `clusterroles`. */
  unread: string[];
}

/**
 * Everything in the cluster that a run made and that is not part of something larger, such as a Deployment's pod. What the account may not
 * list in the whole cluster is looked for in `namespaces`.
 * @throws ClusterError CLUSTER_FORBIDDEN when the account may list nothing of it
 */
export async function findLeftovers(
  cluster: Cluster,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<Found> {
  const parts = await Promise.all(KINDS.map((kind) => findOfKind(cluster, kind, namespaces, signal)));
  const [first] = parts;
  if (first?.refused && parts.every(({ unread }) => unread === 'all')) throw first.refused;
  return {
    leftovers: parts.flatMap(({ leftovers }) => leftovers),
    unread: parts.flatMap(({ unread }, at) =>
      unread === undefined ? [] : `${KINDS[at]?.resource}${unread === 'all' ? '' : ` ${unread}`}`,
    ),
  };
}

async function findOfKind(
  cluster: Cluster,
  kind: Kind<Meta>,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<{ leftovers: Leftover[]; unread?: string; refused?: ClusterError }> {
  const list = async (namespace?: string) => {
    const where = namespace === undefined ? {} : { namespace };
    const objects = await cluster.list<Meta>(kind, { labelSelector: madeBySuite, ...where }, { signal });
    return objects
      .filter(({ metadata }) => metadata?.ownerReferences === undefined)
      .map((object) => leftover(kind, object));
  };
  try {
    return { leftovers: await list() };
  } catch (refused) {
    if (!isForbidden(refused)) throw refused;
    const leftovers: Leftover[] = [];
    const read: string[] = [];
    for (const namespace of kind.namespaced ? namespaces : [])
      try {
        leftovers.push(...(await list(namespace)));
        read.push(namespace);
      } catch (error) {
        if (!isForbidden(error)) throw error;
      }
    const places = `${read.length === 1 ? 'namespace' : 'namespaces'} ${read.join(', ')}`;
    return { leftovers, refused, unread: read.length === 0 ? 'all' : `outside of ${places}` };
  }
}

function isForbidden(error: unknown): error is ClusterError {
  return error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN';
}

function leftover(kind: Kind<Meta>, { metadata }: Meta): Leftover {
  const { name = '', namespace, uid, labels, annotations } = metadata ?? {};
  const expires = annotations?.[suiteLabels.expires];
  return {
    kind,
    ref: namespace === undefined ? { name } : { namespace, name },
    ...(uid === undefined ? {} : { uid }),
    run: labels?.[suiteLabels.runLabel] ?? '',
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
  };
}

/** Chooses what shall go; pure. What does not say when it expires goes only with its run. */
export function chosen(leftovers: readonly Leftover[], wanted: Wanted): Leftover[] {
  if ('all' in wanted) return [...leftovers];
  if ('run' in wanted) return leftovers.filter(({ run }) => run === wanted.run);
  return leftovers.filter(({ expires }) => expires !== undefined && expires < wanted.expiredAt);
}

/** Removes leftovers and returns when they are gone. @throws the signal's reason */
export async function removeLeftovers(
  cluster: Cluster,
  leftovers: readonly Leftover[],
  signal: AbortSignal,
): Promise<void> {
  for (const leftover of leftovers) await deleteExactly(cluster, leftover, signal, 'Foreground');
  for (const leftover of leftovers) {
    const { kind, ref } = leftover;
    if (kind === kinds.namespaces) await removeRolesOfSonobuoy(cluster, ref.name, signal);
    await untilGone(cluster, leftover, signal);
  }
}

/** A run that was killed by the death of a node has left pods there, whose end nobody will confirm. */
async function untilGone(cluster: Cluster, { kind, ref, uid, run }: Leftover, signal: AbortSignal): Promise<void> {
  const { clock } = cluster;
  // A namespace that goes takes along all that is in it, whoever made it: Sonobuoy marks its pods as its own.
  const whose =
    kind === kinds.namespaces ? { namespaces: [ref.name] } : { namespaces: [ref.namespace ?? ''], runId: run };
  for (;;) {
    const again = clock.now() + LOOK_AGAIN;
    let stays = false;
    await waitUntilDeleted(
      cluster,
      kind,
      ref,
      signal,
      uid,
      (there) => isEmptied(there) || (stays = clock.now() >= again),
    );
    if (!stays) return;
    if (whose.namespaces[0] !== '') await releaseFromDeadNodes(cluster, whose, signal);
  }
}

/** The roles that Sonobuoy makes for a namespace are named after it, and outlive it. */
async function removeRolesOfSonobuoy(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  for (const kind of [preparedKinds.ClusterRoleBinding, preparedKinds.ClusterRole]) {
    const labelSelector = `component=sonobuoy,namespace=${namespace}`;
    const roles = await cluster.list<Meta>(kind, { labelSelector }, { signal }).catch((error: unknown) => {
      // Who may not list them was told so when leftovers were looked for.
      if (isForbidden(error)) return [];
      throw error;
    });
    for (const { metadata } of roles) await cluster.delete(kind, { name: metadata?.name ?? '' }, { signal });
  }
}
