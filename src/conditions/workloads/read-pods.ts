import { kinds } from '../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import { changedRecently, RECOVERED_MS } from '../../diagnosis/crash-loop.ts';
import { withLook, type PodHistory } from '../../diagnosis/pod-history.ts';
import { NO_EVIDENCE, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { selects, type LabelSelector } from '../kinds/label-selector.ts';
import type { Look } from '../waiting/condition.ts';
import type { Ownership } from './ownership.ts';
import { claimEvents, warnings } from './read-events.ts';
import { withLog } from './read-log.ts';
import { explaining, relatedObjects, unreadOf } from './related-objects.ts';
import type { Rollout } from './rollout/rollout.ts';

/** A workload, as far as its evidence is found by it. */
type Owner = Parameters<typeof lastWrite>[0] & {
  metadata?: { namespace?: string; uid?: string; creationTimestamp?: string };
};

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
