import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import type { NodeClaim } from '../find/karpenter.ts';

/** When something was first seen, on the clock of the cluster's connection, in milliseconds. */
type Moment = number | undefined;

/** A node that was added while pods waited for it. */
export interface AddedNode {
  /** Of the request for it, where the autoscaler makes one. */
  claim?: string;
  /** Absent until it joins. */
  node?: string;
  asked?: Moment;
  registered?: Moment;
  ready?: Moment;
  /** Both node and request are gone. */
  removed?: Moment;
  /** It is kept for pods of others, and another node was removed instead. */
  kept?: Moment;
}

/** A pod that seeks a node. */
export interface SeekingPod {
  name: string;
  node?: string;
  unschedulable?: Moment;
  running?: Moment;
}

/** What was seen of nodes and pods since the pods were created. */
export interface Timeline {
  /** Names of the nodes and requests that were there before. */
  readonly before: ReadonlySet<string>;
  /** How many nodes the autoscaler had. */
  readonly sizeBefore: number;
  /** Whether the autoscaler makes a request for each node; then a node without one was not added for these pods. */
  readonly hasClaims: boolean;
  readonly nodes: AddedNode[];
  /** By uid. */
  readonly pods: Map<string, SeekingPod>;
  /** When the autoscaler said that it adds a node, where that is all it tells. */
  triggered?: Moment;
  /** When the pods were gone. */
  gone?: Moment;
}

/** The objects as they are now. */
export interface Snapshot {
  /** Those that seek a node. */
  pods: readonly Pod[];
  nodes: readonly Node[];
  /** Of the NodePool that is asked. */
  claims: readonly NodeClaim[];
  /** Whether an event says that a node is added. */
  isTriggered: boolean;
}

/** A timeline that has just begun. */
export function newTimeline({ nodes, claims }: Pick<Snapshot, 'nodes' | 'claims'>, hasClaims: boolean): Timeline {
  const before = new Set([...nodes, ...claims].map(({ metadata }) => metadata?.name ?? ''));
  return { before, sizeBefore: sizeOf({ nodes, claims }, hasClaims), hasClaims, nodes: [], pods: new Map() };
}

/** Notes what is new. */
export function note(timeline: Timeline, { pods, nodes, claims, isTriggered }: Snapshot, now: number): void {
  if (isTriggered) timeline.triggered ??= now;
  for (const pod of pods) notePod(timeline, pod, now);
  for (const claim of claims) noteClaim(timeline, claim, now);
  for (const node of nodes) noteNode(timeline, node, now);
  const there = new Set([...nodes, ...claims].map(({ metadata }) => metadata?.name));
  for (const added of timeline.nodes)
    if (!there.has(added.node) && !there.has(added.claim) && (added.claim ?? added.node) !== undefined)
      added.removed ??= now;
}

/**
 * Notes nodes that are kept for pods of others, once the autoscaler has no more nodes than before: then it has removed others instead.
 * @param used the nodes with pods of others.
 */
export function noteKept(
  timeline: Timeline,
  seen: Pick<Snapshot, 'nodes' | 'claims'>,
  used: ReadonlySet<string>,
  now: number,
): void {
  if (timeline.gone === undefined || sizeOf(seen, timeline.hasClaims) > timeline.sizeBefore) return;
  for (const added of timeline.nodes)
    if (added.removed === undefined && added.node !== undefined && used.has(added.node)) added.kept ??= now;
}

function sizeOf({ nodes, claims }: Pick<Snapshot, 'nodes' | 'claims'>, hasClaims: boolean): number {
  return hasClaims ? claims.length : nodes.length;
}

function notePod(timeline: Timeline, pod: Pod, now: number): void {
  const { uid = '', name = '' } = pod.metadata ?? {};
  const seen = timeline.pods.get(uid) ?? { name };
  timeline.pods.set(uid, seen);
  if (pod.spec?.nodeName) seen.node = pod.spec.nodeName;
  if (isUnschedulable(pod)) seen.unschedulable ??= now;
  if (isRunning(pod)) seen.running ??= now;
}

function noteClaim(timeline: Timeline, { metadata, status }: NodeClaim, now: number): void {
  const { name = '' } = metadata ?? {};
  if (timeline.before.has(name)) return;
  const added = timeline.nodes.find(({ claim }) => claim === name) ?? { claim: name, asked: now };
  if (!timeline.nodes.includes(added)) timeline.nodes.push(added);
  if (status?.nodeName) added.node = status.nodeName;
}

function noteNode(timeline: Timeline, node: Node, now: number): void {
  const { name = '' } = node.metadata ?? {};
  if (timeline.before.has(name)) return;
  const added =
    timeline.nodes.find((one) => one.node === name) ??
    (timeline.hasClaims ? undefined : { node: name, asked: timeline.triggered });
  if (!added) return;
  if (!timeline.nodes.includes(added)) timeline.nodes.push(added);
  added.registered ??= now;
  if (isReady(node)) added.ready ??= now;
}

/** The nodes that pods got, or while they have none all that were added; pure. */
export function nodesOfPods({ nodes, pods }: Timeline): AddedNode[] {
  const used = new Set([...pods.values()].flatMap(({ node }) => node ?? []));
  const ours = nodes.filter(({ node }) => node !== undefined && used.has(node));
  return ours.length > 0 ? ours : nodes;
}

/** Whether the scheduler found no node for a pod; pure. */
export function isUnschedulable({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: holds, reason }) => type === 'PodScheduled' && holds === 'False' && reason === 'Unschedulable',
    ) ?? false
  );
}

/** Whether a pod runs and is ready; pure. */
export function isRunning({ status, metadata }: Pod): boolean {
  const isWell = status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True');
  return status?.phase === 'Running' && isWell === true && metadata?.deletionTimestamp === undefined;
}

/** Whether a node is Ready; pure. */
export function isReady({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') ?? false;
}
