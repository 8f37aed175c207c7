import type { Deployment, Event, Node, Pod } from '../../../cluster/kinds/kinds.ts';
import type { NodeAutoscaler } from '../find/choose-autoscaler.ts';
import type { NodeClaim, NodePool } from '../find/karpenter.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What is seen of a step at one look. */
export interface StageSeen {
  autoscaler: NodeAutoscaler;
  timeline: Timeline;
  /** Of the Deployment of the pods. */
  name: string;
  /** How many nodes are asked for. */
  wanted: number;
  /** Those that seek a node. */
  pods: readonly Pod[];
  nodes: readonly Node[];
  claims: readonly NodeClaim[];
  /** Pods of others on the added nodes, without those of DaemonSets. */
  others: readonly Pod[];
  /** Of the namespace of the pods. */
  events: readonly Event[];
  /** That the pods may fit on no new node either, in one sentence. */
  tooLarge?: string;
  /** What explains the answer, at the last look. */
  why?: Explanation;
}

/** What explains why a step is not done. */
export interface Explanation {
  /** The Deployment of the autoscaler; `undefined` where it has none in the cluster, or that is gone. */
  controller?: Deployment | undefined;
  pool?: NodePool | undefined;
  /** Events about NodeClaims and nodes. */
  ofNodes: readonly Event[];
}
