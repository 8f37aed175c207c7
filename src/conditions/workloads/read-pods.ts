import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Selection } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds, type Event, type Pod } from '../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../cluster/rights/rights.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import type { Look } from '../waiting/condition.ts';
import { waitsForClaim } from '../../diagnosis/unbound-claim.ts';
import { changedRecently, RECOVERED_MS } from '../../diagnosis/crash-loop.ts';
import { EVIDENCE_MS, withLog } from './read-log.ts';
import { selects, type LabelSelector } from '../kinds/label-selector.ts';
import { recentList } from '../../cluster/lists/recent-list.ts';
import { withLook, type PodHistory } from '../../diagnosis/pod-history.ts';
import { NO_EVIDENCE, type PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Rollout } from './rollout/rollout.ts';

/** Who created a workload: this run, or somebody else. */
export interface Ownership {
  /**
   * Created by this run. Then a hopeless state ends a wait at once, and lists are those of its namespace, because the suite has no
   * further permissions there. For other workloads the same state is `not yet` until the timeout: right after a cluster was built,
   * such states often end.
   * @default false
   */
  ours?: boolean;
}

/** The permissions to read a workload and its evidence. */
export function rightsFor(ownership: Ownership, ...read: readonly Kind[]): readonly Right[] {
  return read.map((kind) => ({ ...looksAt(kind), scope: ownership.ours ? 'suite' : 'cluster' }));
}

/** The scope of the shared list that a workload is read from. */
export const scopeOf = ({ ours = false }: Ownership) => ({ wholeCluster: !ours });

/** The same for the lists of what belongs to a workload of a namespace. */
export const listOf = (namespace: string, { ours = false }: Ownership) =>
  ours ? { namespace } : { around: [namespace] };

/** A workload, as far as its evidence is found by it. */
type Owner = Parameters<typeof lastWrite>[0] & {
  metadata?: { namespace?: string; uid?: string; creationTimestamp?: string };
};

/** Objects that explain a workload, and why they could not be read, if so. */
interface Related<T> {
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

/**
 * The pods that a selector selects, and the warnings of their namespace.
 * @param asked whether they are read. @default when the reason will be shown
 */
export async function selectedEvidence(
  look: Look,
  { namespace, selector }: { namespace: string; selector: LabelSelector },
  ownership: Ownership = {},
  asked = look.why,
): Promise<PodEvidence> {
  const [pods, events] = await Promise.all([
    relatedObjects(look, kinds.pods, namespace, ownership, asked),
    warnings(look, namespace, asked),
  ]);
  const own = pods.items.filter(({ metadata }) => selects(selector, metadata?.labels));
  const ofClaims = await claimEvents(look, namespace, own, asked);
  return { pods: own, events: [...events.items, ...ofClaims], ...unreadOf([pods], events) };
}

/** Warnings in a namespace, when the reason will be shown. */
export async function warnings(look: Look, namespace: string, asked = look.why): Promise<Related<Event>> {
  return asked ? explaining(look, kinds.events, { namespace, fieldSelector: 'type=Warning' }) : { items: [] };
}

/**
 * The events of claims for which some of the pods have no node, if there are such: not all that matters of these is a warning, as that a claim
 * has no class. When they cannot be read, the warnings cannot either, which is told.
 */
export async function claimEvents(
  look: Look,
  namespace: string,
  pods: readonly Pod[],
  asked = look.why,
): Promise<readonly Event[]> {
  if (!asked || !pods.some(waitsForClaim)) return [];
  const fieldSelector = 'involvedObject.kind=PersistentVolumeClaim';
  return (await explaining(look, kinds.events, { namespace, fieldSelector })).items;
}

/**
 * Warnings about all objects of a kind, by one LIST of all namespaces, or in a run that is limited to one namespace of that.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/registry/core/event/strategy.go (the fields that an event is selected by)
 */
export async function warningsOfKind(look: Look, { kind }: Kind, namespace: string): Promise<Related<Event>> {
  const scope = look.cluster.listingScope(namespace);
  const fieldSelector = `type=Warning,involvedObject.kind=${kind}`;
  return explaining(look, kinds.events, { ...(scope !== undefined && { namespace: scope }), fieldSelector });
}

/** The pods of a workload that creates them itself, and the warnings of their namespace. */
export async function ownedEvidence(
  look: Look,
  owner: Owner,
  ownership: Ownership = {},
  asked = look.why,
  withEvents = asked,
): Promise<PodEvidence> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  const [pods, events] = await Promise.all([
    relatedObjects(look, kinds.pods, namespace, ownership, asked, asked ? lastChange(look, owner) : undefined),
    warnings(look, namespace, withEvents),
  ]);
  const own = ownedBy([uid], pods.items);
  const ofClaims = await claimEvents(look, namespace, own, withEvents);
  return { pods: own, events: [...events.items, ...ofClaims], ...unreadOf([pods], events) };
}

/**
 * The evidence of a workload that creates its pods itself, if it is needed: when the workload is not rolled out, or changed a moment ago and
 * may not stay so.
 */
export async function workloadEvidence(
  look: Look,
  owner: Owner,
  ownership: Ownership,
  { done, size }: Pick<Rollout, 'done' | 'size'>,
): Promise<PodEvidence> {
  const asked = asksForPods(look, owner, ownership, done);
  if (done && !asked) return NO_EVIDENCE;
  const evidence = await ownedEvidence(look, owner, ownership, asked, asked && (look.why || !done));
  if (done)
    return withLog(look, owner.metadata?.namespace ?? '', {
      ...(await withEndedPods(look, owner, evidence)),
      ...timesOf(look),
    });
  const past = ownership.ours ? {} : await historyOf(look, owner, size.desired, asked ? evidence : undefined);
  return withLog(look, owner.metadata?.namespace ?? '', { ...evidence, ...timesOf(look), ...past });
}

/** A pod that is made so much later than its workload takes the place of another one, in milliseconds. */
const LATER_MS = 30_000;

/**
 * The evidence of a workload that is rolled out, with the warnings of its namespace if one of its pods was made a moment ago in the place of another
 * one: only events tell how often that has happened.
 */
async function withEndedPods(look: Look, { metadata = {} }: Owner, evidence: PodEvidence): Promise<PodEvidence> {
  const made = Date.parse(metadata.creationTimestamp ?? '');
  const isReplaced = evidence.pods.some(({ metadata: of }) => {
    const at = Date.parse(of?.creationTimestamp ?? '');
    return at - made > LATER_MS && look.date.getTime() - at < RECOVERED_MS;
  });
  if (!isReplaced) return evidence;
  return { ...evidence, events: (await warnings(look, metadata.namespace ?? '', true)).items };
}

/**
 * Whether the pods of a workload are read: when the reason will be shown, at the first look at one that is not rolled out, for causes that
 * waiting rarely cures, and when it is rolled out and changed a moment ago. Then its pods may be too young to be trusted, or end again and again.
 */
export function asksForPods(
  look: Look,
  workload: Parameters<typeof lastWrite>[0],
  { ours = false }: Ownership,
  done: boolean,
): boolean {
  return done ? !ours && changedRecently(lastWrite(workload), look.date) : look.why || look.first;
}

/**
 * When an object was written last, in the clock's `now()`: a LIST that began earlier may lack the pods that its status counts. Time stamps of
 * writes are whole seconds.
 */
export function lastChange(look: Look, object: Parameters<typeof lastWrite>[0]): number | undefined {
  const written = Date.parse(lastWrite(object) ?? '');
  return Number.isNaN(written) ? undefined : look.cluster.clock.now() - (look.date.getTime() - written) + 1_000;
}

/** How long the pods of a workload that is not rolled out are not read again, in milliseconds. */
const SAMPLE_MS = 20_000;

const histories = new WeakMap<object, Map<string, PodHistory>>();

/**
 * What the looks of this wait have seen of the pods of a workload. It begins with the first look. Later ones read the pods from time to time, if
 * these have places of their own: with `read` they were read anyway.
 */
export async function historyOf(
  look: Look,
  owner: Owner,
  desired: number,
  read?: Pick<PodEvidence, 'pods' | 'unread'>,
): Promise<Pick<PodEvidence, 'history'>> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  const ofWait = histories.get(look.wait) ?? new Map<string, PodHistory>();
  histories.set(look.wait, ofWait);
  const before = ofWait.get(uid);
  const isDue = before !== undefined && look.date.getTime() - before.readAt >= SAMPLE_MS;
  if (!read && !isDue) return before ? { history: before } : {};
  const pods = read
    ? { items: read.pods, unread: read.unread?.pods }
    : await explaining(look, kinds.pods, { namespace }).then(({ items, ...rest }) => ({
        items: ownedBy([uid], items),
        ...rest,
      }));
  // What was not read may have been well or not.
  if (pods.unread !== undefined) return before ? { history: before } : {};
  const history = withLook(before, pods.items, { date: look.date, desired });
  ofWait.set(uid, history);
  return { history };
}

/** When pods were read, and, at the last look of a wait, when it began. */
export function timesOf(look: Look): Pick<PodEvidence, 'date' | 'waitedSince'> {
  return { date: look.date, ...(look.last && { waitedSince: look.began }) };
}

/** The objects of some owners. @param owners their uids. */
export function ownedBy<T extends { metadata?: { ownerReferences?: { uid: string }[] } }>(
  owners: readonly string[],
  objects: readonly T[],
): T[] {
  const own = new Set(owners);
  return objects.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => own.has(uid)));
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
async function explaining<T>(look: Look, kind: Kind<T>, selection: Selection, notBefore?: number): Promise<Related<T>> {
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
