import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../../cluster/real-node.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import type { RunContext } from '../../../instruments/contract/instrument.ts';
import type { Uses } from '../../../instruments/contract/uses.ts';
import { cordon, findCordons, uncordon } from '../../../objects/clean-up/cordons.ts';
import { atLast } from '../at-last.ts';
import { evictPod } from './evict-pod.ts';

/** How long a node is tried to be uncordoned, in milliseconds; the time of the check may be over. */
const UNCORDON_MS = 20_000;

const cordonRight: Right = { group: '', resource: 'nodes', verbs: ['patch'], scope: 'cluster', namespaced: false };

/** What a check names in `uses` to drain a node: the permission to cordon nodes. */
export const drainsNodes: Uses = { rights: [cordonRight] };

/**
 * The node to drain: one with pods of the app, while another one takes pods; `undefined` when there is none. A node that somebody has cordoned is left
 * alone. Pure.
 */
export function nodeToDrain(nodes: readonly Node[], pods: readonly Pod[]): string | undefined {
  const open = nodes.filter((node) => !node.spec?.unschedulable && whySimulated(node) === undefined && takesPods(node));
  if (open.length < 2) return undefined;
  const withPods = new Set(pods.map(({ spec }) => spec?.nodeName));
  return open.map(({ metadata }) => metadata?.name).find((name) => withPods.has(name));
}

function takesPods({ spec, status }: Node): boolean {
  const isReady = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
  return isReady && !spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule');
}

/** Uncordons the nodes that killed runs have left: while this run has the Lease, no other one is alive. @throws ClusterError */
export async function endOldCordons({ cluster, objects }: RunContext, signal: AbortSignal): Promise<void> {
  for (const { node, run } of await findCordons(cluster, signal))
    if (run !== objects.run.runId) await uncordon(cluster, node, signal);
}

/**
 * Drains a node of an app's pods, and of no others: cordons it and evicts them, as `kubectl drain` does.
 * @param replaced returns when the pods are replaced; then the node is uncordoned, also when this fails.
 * @throws ShakedownError EVICTION_REFUSED; ClusterError; what `replaced` throws
 */
export async function drainNode(
  { cluster, objects }: RunContext,
  node: string,
  pods: readonly Pod[],
  replaced: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await cordon(cluster, node, objects.run, signal);
    await Promise.all(pods.map((pod) => evictPod(cluster, pod, signal)));
    await replaced();
  } finally {
    await atLast(cluster, UNCORDON_MS, (deadline) => uncordon(cluster, node, deadline));
  }
}
