import { getIfThere } from '../../../cluster/get-if-there.ts';
import { kinds, type Event, type Pod } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { NodeAutoscaler } from '../find/choose-autoscaler.ts';
import { karpenterKinds, POOL_LABEL, type NodeClaim } from '../find/karpenter.ts';
import { note, noteKept, type Timeline } from '../timeline/timeline.ts';
import type { Explanation, StageSeen } from './stage-seen.ts';

/** What the steps are read of. */
export interface StageSource {
  autoscaler: NodeAutoscaler;
  timeline: Timeline;
  wanted: number;
  /** Where the pods are, and the value of their label `app.kubernetes.io/name`. */
  namespace: string;
  name: string;
  /** Milliseconds on the clock of the timeline. */
  now: () => number;
  /** All pods of the cluster, as last seen. */
  allPods: () => readonly Pod[];
  /** That the pods may fit on no new node either, in one sentence. */
  tooLarge?: string;
}

/** Events of cluster-autoscaler, on the pods: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#what-events-are-emitted-by-ca */
const TRIGGERED = 'TriggeredScaleUp';

/** Karpenter's events about what has no namespace are in this one. */
const EVENTS = 'default';

/** Reads what a step is judged by, and notes what is new in the timeline. */
export async function readStage(look: Look, source: StageSource): Promise<StageSeen> {
  const { autoscaler, timeline, wanted, namespace, name, now, allPods, tooLarge } = source;
  const [near, nodes, claims, allEvents] = await Promise.all([
    look.list(kinds.pods, { namespace }),
    look.list(kinds.nodes),
    readClaims(look, autoscaler),
    look.list(kinds.events, { namespace }),
  ]);
  const pods = near.filter(({ metadata }) => metadata?.labels?.['app.kubernetes.io/name'] === name);
  const events = allEvents.filter(({ involvedObject: { name: about = '' } }) => about.startsWith(`${name}-`));
  const isTriggered = events.some(({ reason }) => reason === TRIGGERED);
  note(timeline, { pods, nodes, claims, isTriggered }, now());
  const others = podsOfOthers(allPods(), timeline, pods);
  noteKept(timeline, { nodes, claims }, new Set(others.flatMap(({ spec }) => spec?.nodeName ?? [])), now());
  const seen = {
    ...{ autoscaler, timeline, name, wanted, pods, nodes, claims, others, events },
    ...(tooLarge !== undefined && { tooLarge }),
  };
  return look.why ? { ...seen, why: await explain(look, seen) } : seen;
}

async function readClaims(look: Look, { pool }: NodeAutoscaler): Promise<readonly NodeClaim[]> {
  if (!pool) return [];
  const claims = await look.list(karpenterKinds.nodeClaims);
  return claims.filter(({ metadata }) => metadata?.labels?.[POOL_LABEL] === pool.name);
}

async function explain({ cluster, signal }: Look, seen: StageSeen): Promise<Explanation> {
  const { controller, pool } = seen.autoscaler;
  const [deployment, nodePool, ofNodes] = await Promise.all([
    controller && getIfThere(cluster, kinds.deployments, controller, signal),
    pool && getIfThere(cluster, karpenterKinds.nodePools, { name: pool.name }, signal),
    pool ? cluster.list(kinds.events, { namespace: EVENTS }, { signal }) : [],
  ]);
  return { controller: deployment, pool: nodePool, ofNodes: ofNodes.filter(isOfNode) };
}

function podsOfOthers(all: readonly Pod[], timeline: Timeline, pods: readonly Pod[]): Pod[] {
  const added = new Set(timeline.nodes.map(({ node }) => node));
  const own = new Set(pods.map(({ metadata }) => metadata?.uid));
  return all.filter((pod) => {
    const { spec, metadata } = pod;
    return spec?.nodeName !== undefined && added.has(spec.nodeName) && !own.has(metadata?.uid) && isInTheWay(pod);
  });
}

function isOfNode({ involvedObject: { kind } }: Event): boolean {
  return kind === 'NodeClaim' || kind === 'Node';
}

/** Whether a pod keeps a node from being removed as empty. */
function isInTheWay({ metadata, status }: Pod): boolean {
  const isOfNode = metadata?.ownerReferences?.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node') ?? false;
  return !isOfNode && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}
