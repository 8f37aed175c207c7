import type { AnyObject } from '../../cluster/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { ClusterError, isForbidden } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kind.ts';
import { runOf } from '../create/create-policy.ts';
import type { ExactObject } from '../delete/delete-exactly.ts';
import { createdBySuite, suiteLabels } from '../suite-labels.ts';
import { inDeletionOrder } from './deletion-order.ts';

/** An object that a run has created and not removed. */
export interface Leftover extends ExactObject {
  /** The run that created it. */
  run: string;
  /** Until when it was surely in use; absent when it does not say. */
  expires?: Date;
}

/** What shall go: what one run created, what any run created, or what any run created that is out of date. */
export type Wanted = { run: string } | { all: true } | { expiredAt: Date };

/** What was found, and what could not be looked at. */
export interface Found {
  leftovers: Leftover[];
  /** Resources that the account may not list, and where: `clusterroles`. */
  unread: string[];
}

/** Where leftovers are looked for. */
export interface Search {
  /** All that runs may create; what the cluster does not serve is left out. */
  kinds: readonly Kind[];
  /** Where to look for what the account may not list in the whole cluster. */
  namespaces: readonly string[];
}

/**
 * Everything in the cluster that a run created and that is not part of something larger, such as a Deployment's pod; in the order in
 * which it can be removed.
 * @throws ClusterError CLUSTER_FORBIDDEN when the account may list nothing of it
 */
export async function findLeftovers(
  cluster: Cluster,
  { kinds, namespaces }: Search,
  signal: AbortSignal,
): Promise<Found> {
  const ordered = inDeletionOrder(kinds);
  const parts = await Promise.all(ordered.map((kind) => findOfKind(cluster, kind, namespaces, signal)));
  const [first] = parts;
  if (first?.refused && parts.every(({ unread }) => unread === 'all')) throw first.refused;
  return {
    leftovers: parts.flatMap(({ leftovers }) => leftovers),
    unread: parts.flatMap(({ unread }, at) =>
      unread === undefined ? [] : `${ordered[at]?.resource}${unread === 'all' ? '' : ` ${unread}`}`,
    ),
  };
}

async function findOfKind(
  cluster: Cluster,
  kind: Kind,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<{ leftovers: Leftover[]; unread?: string; refused?: ClusterError }> {
  const list = async (namespace?: string) => {
    const where = namespace === undefined ? {} : { namespace };
    const objects = await cluster.list(
      kind as Kind<AnyObject>,
      { labelSelector: createdBySuite, ...where },
      { signal },
    );
    return objects
      .filter(({ metadata }) => metadata?.ownerReferences === undefined)
      .map((object) => leftover(kind, object));
  };
  try {
    return { leftovers: await list() };
  } catch (refused) {
    if (refused instanceof ClusterError && refused.code === 'CLUSTER_NO_SUCH_KIND') return { leftovers: [] };
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

function leftover(kind: Kind, object: AnyObject): Leftover {
  const { name = '', namespace, uid, annotations } = object.metadata ?? {};
  const expires = annotations?.[suiteLabels.expires];
  return {
    kind: kind as Kind<AnyObject>,
    ref: namespace === undefined ? { name } : { namespace, name },
    ...(uid === undefined ? {} : { uid }),
    run: runOf(object) ?? '',
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
  };
}

/** Chooses what shall go; pure. What does not say when it expires goes only with its run. */
export function chosen(leftovers: readonly Leftover[], wanted: Wanted): Leftover[] {
  if ('all' in wanted) return [...leftovers];
  if ('run' in wanted) return leftovers.filter(({ run }) => run === wanted.run);
  return leftovers.filter(({ expires }) => expires !== undefined && expires < wanted.expiredAt);
}
