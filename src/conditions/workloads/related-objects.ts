import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Selection } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { recentList } from '../../cluster/lists/recent-list.ts';
import type { PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Look } from '../waiting/condition.ts';
import type { Ownership } from './ownership.ts';
import { EVIDENCE_MS } from './read-log.ts';

/** Objects that explain a workload, and why they could not be read, if so. */
export interface Related<T> {
  items: readonly T[];
  unread?: string;
}

/**
 * The objects that explain a workload. In the suite's own namespace they come from the shared list, so that a hopeless pod is seen
 * at once. In other namespaces they are read only when the reason will be shown: thousands of healthy workloads must cost no
 * request.
 */
export async function relatedObjects<T>(
  look: Look,
  kind: Kind<T>,
  namespace: string,
  { ours }: Ownership,
  asked = look.why,
  notBefore?: number,
): Promise<Related<T>> {
  if (ours) return { items: await look.list(kind, { namespace }) };
  return asked ? explaining(look, kind, { namespace }, notBefore) : { items: [] };
}

/** What part of the evidence could not be read, if any. @param wayToPods the pods, and what they are found by. */
export function unreadOf(
  wayToPods: readonly Related<unknown>[],
  events: Related<unknown>,
): Pick<PodEvidence, 'unread'> {
  const pods = wayToPods.find(({ unread }) => unread !== undefined)?.unread;
  if (pods === undefined && events.unread === undefined) return {};
  return {
    unread: { ...(pods !== undefined && { pods }), ...(events.unread !== undefined && { events: events.unread }) },
  };
}

/** Objects that explain a failure. If they cannot be read, or not in time, the failure is reported without them, with the reason. */
export async function explaining<T>(
  look: Look,
  kind: Kind<T>,
  selection: Selection,
  notBefore?: number,
): Promise<Related<T>> {
  const unread = (why: string) => ({ items: [], unread: `${nameOf(kind)} could not be read: ${why}` });
  const { promise: late, resolve } = Promise.withResolvers<Related<T>>();
  const end = () => resolve(unread(`no answer within ${EVIDENCE_MS / 1_000} s`));
  const timer = setTimeout(end, EVIDENCE_MS);
  look.signal.addEventListener('abort', end, { once: true });
  try {
    const reading = recentList(look.cluster, kind, selection, notBefore).then((items) => ({ items }));
    return await Promise.race([reading, late]);
  } catch (error) {
    if (error instanceof ClusterError) return unread(error.seen);
    throw error;
  } finally {
    clearTimeout(timer);
    look.signal.removeEventListener('abort', end);
  }
}

function nameOf({ kind, resource }: Kind): string {
  return resource === kinds.events.resource ? 'the events around it' : `its ${kind === 'Pod' ? 'pods' : `${kind}s`}`;
}
