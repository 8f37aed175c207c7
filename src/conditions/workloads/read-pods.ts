import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Selection } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kind.ts';
import { kinds, type Event, type Pod } from '../../cluster/kinds.ts';
import { looksAt, type Right } from '../../cluster/rights.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import type { Look } from '../waiting/condition.ts';
import { changedRecently } from '../../diagnosis/crash-loop.ts';
import { selects, type LabelSelector } from '../kinds/label-selector.ts';
import { recentList } from '../../cluster/lists/recent-list.ts';
import { NO_EVIDENCE, type PodEvidence } from '../../diagnosis/root-cause.ts';

/** Whose a workload is: made by this run, or the cluster's own. */
export interface Ownership {
  /**
   * Made by this run. Then what cannot get better ends a wait at once, and lists are those of its namespace, because the suite has no
   * more rights there. For the cluster's own workloads the same is `not yet` until the time allowed is over: right after a build,
   * things settle.
   * @default false
   */
  ours?: boolean;
}

/** The rights that reading a workload and its evidence needs. */
export function rightsFor(ownership: Ownership, ...read: readonly Kind[]): readonly Right[] {
  return read.map((kind) => ({ ...looksAt(kind), scope: ownership.ours ? 'suite' : 'cluster' }));
}

/** Where a kind's shared list is taken from. */
export const scopeOf = ({ ours = false }: Ownership) => ({ wholeCluster: !ours });

/** Objects that explain a workload, and why there are none here when they could not be read. */
interface Related<T> {
  items: readonly T[];
  unread?: string;
}

/** What explains a failure must not be waited for much longer than the failure itself. */
const EVIDENCE_MS = 8_000;

/**
 * The objects that explain a workload. Of our own namespace they come from its shared list, so that a hopeless pod is seen
 * at once. In the cluster at large they are read only when the reason will be shown: thousands of healthy workloads must cost no
 * request.
 */
export async function relatedObjects<T>(
  look: Look,
  kind: Kind<T>,
  namespace: string,
  { ours }: Ownership,
  asked = look.why,
): Promise<Related<T>> {
  if (ours) return { items: await look.list(kind, { namespace }) };
  return asked ? explaining(look, kind, { namespace }) : { items: [] };
}

/** The pods that a selector selects, and the warnings around them; read when the reason will be shown, none before. */
export async function selectedEvidence(
  look: Look,
  { namespace, selector }: { namespace: string; selector: LabelSelector },
  ownership: Ownership = {},
): Promise<PodEvidence> {
  const [pods, events] = await Promise.all([
    relatedObjects(look, kinds.pods, namespace, ownership),
    warnings(look, namespace),
  ]);
  const own = pods.items.filter(({ metadata }) => selects(selector, metadata?.labels));
  return { pods: own, events: events.items, ...unreadOf([pods], events) };
}

/** Warnings in a namespace, when the reason will be shown. */
export async function warnings(look: Look, namespace: string, asked = look.why): Promise<Related<Event>> {
  return asked ? explaining(look, kinds.events, { namespace, fieldSelector: 'type=Warning' }) : { items: [] };
}

/** The pods of a workload that makes them itself, and the warnings around them. */
export async function ownedEvidence(
  look: Look,
  owner: { metadata?: { namespace?: string; uid?: string } },
  ownership: Ownership = {},
  asked = look.why,
): Promise<PodEvidence> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  const [pods, events] = await Promise.all([
    relatedObjects(look, kinds.pods, namespace, ownership, asked),
    warnings(look, namespace, asked),
  ]);
  const own = ownedBy([uid], pods.items);
  return { pods: own, events: events.items, ...unreadOf([pods], events) };
}

/** What explains why a workload that makes its pods itself is not where it should be, or, when it changed a moment ago, whether it stays there. */
export async function workloadEvidence(
  look: Look,
  owner: Parameters<typeof lastWrite>[0] & { metadata?: { namespace?: string; uid?: string } },
  ownership: Ownership,
  done: boolean,
): Promise<PodEvidence> {
  if (!done) return ownedEvidence(look, owner, ownership);
  if (ownership.ours || !changedRecently(lastWrite(owner), look.date)) return NO_EVIDENCE;
  return { ...(await ownedEvidence(look, owner, ownership, true)), date: look.date };
}

/** The pods that belong to owners by their uids. */
export function ownedBy(owners: readonly string[], pods: readonly Pod[]): Pod[] {
  const own = new Set(owners);
  return pods.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => own.has(uid)));
}

/** What of the evidence could not be read, if anything. @param wayToPods pods, and what leads to them. */
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

/** What explains may be unreadable, or not be there in time: no reason to have no answer, but none to take it for read either. */
async function explaining<T>(look: Look, kind: Kind<T>, selection: Selection): Promise<Related<T>> {
  const unread = (why: string) => ({ items: [], unread: `${nameOf(kind)} could not be read: ${why}` });
  const { promise: late, resolve } = Promise.withResolvers<Related<T>>();
  const end = () => resolve(unread(`no answer within ${EVIDENCE_MS / 1_000} s`));
  const timer = setTimeout(end, EVIDENCE_MS);
  look.signal.addEventListener('abort', end, { once: true });
  try {
    const reading = recentList(look.cluster, kind, selection).then((items) => ({ items }));
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
