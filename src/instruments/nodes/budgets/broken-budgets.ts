import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { podDisruptionBudgets } from '../../../conditions/kinds/pod-disruption-budget.ts';
import { LeavingPods, type BrokenBudget } from './leaving-pods.ts';

/** A watch over the budgets of all others, until it is disposed of. */
export interface BrokenBudgetWatch extends Disposable {
  /** Each at the moment when it was first seen to be broken. */
  readonly broken: readonly BrokenBudget[];
}

/** Begins a watch. Of the pods only those are looked at that leave with a node: clusters have many. */
export async function watchBrokenBudgets(cluster: Cluster, signal: AbortSignal): Promise<BrokenBudgetWatch> {
  const budgets = cluster.shared(podDisruptionBudgets);
  const nodes = cluster.shared(kinds.nodes);
  const pods = cluster.shared(kinds.pods);
  const leaving = new LeavingPods();
  const now = () => cluster.clock.now();
  const lookAtNodes = () => leaving.seeNodes(nodes.all(), () => pods.all(), now());
  const lookAtBudgets = () => leaving.seeBudgets(budgets.all(), now());
  const lookAtPods = () => {
    // A budget may have been seen without the pod before the pod was seen to be deleted.
    if (leaving.seePods((ref) => pods.get(ref))) lookAtBudgets();
  };
  const stops = [
    budgets.onChange(undefined, lookAtBudgets),
    nodes.onChange(undefined, lookAtNodes),
    pods.onChange(undefined, lookAtPods),
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
      return leaving.broken;
    },
    [Symbol.dispose]: stop,
  };
}
