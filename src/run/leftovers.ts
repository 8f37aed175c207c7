import type { Cluster } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { releaseFromDeadNodes } from '../objects/dead-nodes.ts';
import { madeBySuite, marks } from '../objects/marks.ts';
import { deleteExactly, gone, isEmptied, preparedKinds, type Meta } from './prepare.ts';

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

/** Everything in the cluster that a run made and that is not part of something larger, such as a Deployment's pod. */
export async function findLeftovers(cluster: Cluster, signal: AbortSignal): Promise<Leftover[]> {
  const lists = KINDS.map(async (kind) => {
    const objects = await cluster.list<Meta>(kind, { labelSelector: madeBySuite }, { signal });
    return objects
      .filter(({ metadata }) => metadata?.ownerReferences === undefined)
      .map((object) => leftover(kind, object));
  });
  return (await Promise.all(lists)).flat();
}

function leftover(kind: Kind<Meta>, { metadata }: Meta): Leftover {
  const { name = '', namespace, uid, labels, annotations } = metadata ?? {};
  const expires = annotations?.[marks.expires];
  return {
    kind,
    ref: namespace === undefined ? { name } : { namespace, name },
    ...(uid === undefined ? {} : { uid }),
    run: labels?.[marks.runLabel] ?? '',
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
    await gone(cluster, kind, ref, signal, uid, (there) => isEmptied(there) || (stays = clock.now() >= again));
    if (!stays) return;
    if (whose.namespaces[0] !== '') await releaseFromDeadNodes(cluster, whose, signal);
  }
}

/** The roles that Sonobuoy makes for a namespace are named after it, and outlive it. */
async function removeRolesOfSonobuoy(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  for (const kind of [preparedKinds.ClusterRoleBinding, preparedKinds.ClusterRole]) {
    const labelSelector = `component=sonobuoy,namespace=${namespace}`;
    for (const { metadata } of await cluster.list<Meta>(kind, { labelSelector }, { signal }))
      await cluster.delete(kind, { name: metadata?.name ?? '' }, { signal });
  }
}
