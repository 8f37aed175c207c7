import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { ClusterError, isForbidden } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { runOf } from '../create/create-policy.ts';
import type { ExactObject } from '../delete/delete-exactly.ts';
import { createdBySuite, suiteLabels } from '../suite-labels.ts';
import { inDeletionOrder } from './deletion-order.ts';

/** An object that a run has created and not removed. */
export interface Leftover extends ExactObject {
  /** The run that created it. */
  run: string;
  /** Until when it may be in use; absent when it has no such annotation. */
  expires?: Date;
}

/** Which leftovers to remove: those of one run, of all runs, or the expired ones of all runs. */
export type Wanted = { run: string } | { all: true } | { expiredAt: Date };

/** The leftovers, and what could not be searched. */
export interface Found {
  leftovers: Leftover[];
  /** Resources that the account has no permission to list, and where: `clusterroles`. */
  unread: string[];
}

/** Where to search for leftovers. */
export interface Search {
  /** All kinds that runs may create; those that the cluster does not serve are left out. */
  kinds: readonly Kind[];
  /** Where to search for kinds that the account has no permission to list in the whole cluster. */
  namespaces: readonly string[];
}

/**
 * All objects in the cluster that a run created, in the order in which they can be removed; without those that another object owns, such as
 * a Deployment's pods.
 * @throws ClusterError CLUSTER_FORBIDDEN when the account has no permission to list any of the kinds
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

/** Selects the leftovers to remove; pure. Those without an expiry are removed only with their run. */
export function selectLeftovers<One extends Pick<Leftover, 'run' | 'expires'>>(
  leftovers: readonly One[],
  wanted: Wanted,
): One[] {
  if ('all' in wanted) return [...leftovers];
  if ('run' in wanted) return leftovers.filter(({ run }) => run === wanted.run);
  return leftovers.filter(({ expires }) => expires !== undefined && expires < wanted.expiredAt);
}
