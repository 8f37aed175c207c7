import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../../../cluster/kinds/kinds.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import { podDisruptionBudgets, type PodDisruptionBudget } from '../../../conditions/kinds/pod-disruption-budget.ts';

/** A pod of a node that is being removed. */
export interface LeavingPod {
  namespace: string;
  name: string;
  node: string;
  labels: Readonly<Record<string, string>>;
}

/** A budget that lacked pods when a node with some of them was removed. */
export interface BrokenBudget {
  /** As `namespace/name`. */
  budget: string;
  healthy: number;
  demanded: number;
  pod: LeavingPod;
}

/** A watch over the budgets of all others, until it is disposed of. */
export interface BudgetWatch extends Disposable {
  /** Each at the moment when it was first seen to be broken. */
  readonly broken: readonly BrokenBudget[];
}

/** Taints of nodes that autoscalers are about to remove. */
const LEAVING = /^(?:karpenter\.sh\/disrupted|ToBeDeletedByClusterAutoscaler)$/;

/** Begins a watch. Pods are looked at only when a node leaves: clusters have many. */
export async function watchBudgets(cluster: Cluster, signal: AbortSignal): Promise<BudgetWatch> {
  const budgets = cluster.shared(podDisruptionBudgets);
  const nodes = cluster.shared(kinds.nodes);
  const pods = cluster.shared(kinds.pods);
  const leaving = new Map<string, readonly LeavingPod[]>();
  const satisfied = new Set<string>();
  const broken = new Map<string, BrokenBudget>();
  const lookAtNodes = () => {
    for (const node of nodes.all().filter(isLeaving)) {
      const name = node.metadata?.name ?? '';
      if (!leaving.has(name)) leaving.set(name, podsOn(name, pods.all()));
    }
  };
  const lookAtBudgets = () => {
    for (const budget of budgets.all()) {
      const name = nameOf(budget);
      const found = satisfied.has(name) ? brokenBy(budget, [...leaving.values()].flat()) : undefined;
      if (found && !broken.has(name)) broken.set(name, found);
      if (isSatisfied(budget)) satisfied.add(name);
    }
  };
  const stops = [
    budgets.onChange(undefined, lookAtBudgets),
    nodes.onChange(undefined, lookAtNodes),
    // Keeps the list up to date.
    pods.onChange(undefined, () => {}),
  ];
  const stop = () => stops.forEach((end) => end());
  try {
    await Promise.all([budgets.ready(signal), nodes.ready(signal), pods.ready(signal)]);
  } catch (error) {
    stop();
    throw error;
  }
  lookAtNodes();
  lookAtBudgets();
  return {
    get broken() {
      return [...broken.values()];
    },
    [Symbol.dispose]: stop,
  };
}

/** Whether an autoscaler is removing a node; pure. */
export function isLeaving({ metadata, spec }: Node): boolean {
  return metadata?.deletionTimestamp !== undefined || (spec?.taints?.some(({ key }) => LEAVING.test(key)) ?? false);
}

/** The budget, if it has fewer healthy pods than it demands, and one of them was on a node that leaves; pure. */
export function brokenBy(budget: PodDisruptionBudget, leaving: readonly LeavingPod[]): BrokenBudget | undefined {
  const { metadata, spec, status } = budget;
  const selector = spec?.selector;
  if (!selector || !isJudged(budget)) return undefined;
  const { currentHealthy: healthy = 0, desiredHealthy: demanded = 0 } = status ?? {};
  if (healthy >= demanded) return undefined;
  const pod = leaving.find(({ namespace, labels }) => namespace === metadata?.namespace && selects(selector, labels));
  return pod && { budget: nameOf(budget), healthy, demanded, pod };
}

function isSatisfied(budget: PodDisruptionBudget): boolean {
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return isJudged(budget) && currentHealthy >= desiredHealthy;
}

/** A status of an older specification says nothing. */
function isJudged({ metadata, status }: PodDisruptionBudget): boolean {
  return status !== undefined && (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

function podsOn(node: string, pods: readonly Pod[]): LeavingPod[] {
  return pods
    .filter(({ spec }) => spec?.nodeName === node)
    .map(({ metadata }) => ({
      namespace: metadata?.namespace ?? '',
      name: metadata?.name ?? '',
      node,
      labels: metadata?.labels ?? {},
    }));
}

function nameOf({ metadata }: PodDisruptionBudget): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
