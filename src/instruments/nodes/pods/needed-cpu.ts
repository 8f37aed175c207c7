import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { quantity } from '../../../cluster/pods/quantity.ts';
import { isLeaving } from '../budgets/is-leaving.ts';

/** What a pod requests at least, in thousandths of a core: little, because nodes of this size cost money. */
const LEAST = 100;
/** How much more than the room of any node a pod requests, in thousandths of a core. */
const MORE = 50;

/**
 * The CPU that a pod has to request so that it fits on none of these nodes, in thousandths of a core; pure. It is by what they have left, so that it
 * fits on a new node of the same size unless one of them is empty. Nodes that take no pods do not count: those that are cordoned, or being removed.
 * @param pods those of the cluster.
 */
export function neededCpu(nodes: readonly Node[], pods: readonly Pod[]): number {
  const open = nodes.filter((node) => node.spec?.unschedulable !== true && !isLeaving(node));
  return Math.max(LEAST, ...open.map((node) => Math.ceil(roomOn(node, pods)) + MORE));
}

/**
 * The most CPU that one pod may request on a new node of the size of these, beside the pods that each node has, in thousandths of a core; pure.
 * `undefined` without any node: the size is not known.
 */
export function heldCpu(nodes: readonly Node[], pods: readonly Pod[]): number | undefined {
  const ofNodes = pods.filter(({ metadata }) => metadata?.ownerReferences?.some(({ kind }) => OF_NODES.has(kind)));
  return nodes.length === 0 ? undefined : Math.max(...nodes.map((node) => Math.floor(roomOn(node, ofNodes))));
}

/** The owners of pods that every node has. */
const OF_NODES = new Set(['DaemonSet', 'Node']);

/** What a node has left beside these pods, in thousandths of a core. */
function roomOn({ metadata, status }: Node, pods: readonly Pod[]): number {
  const own = pods.filter(({ spec, status: { phase } = {} }) => {
    const isOver = phase === 'Succeeded' || phase === 'Failed';
    return spec?.nodeName === metadata?.name && !isOver;
  });
  const allocatable = quantity(status?.allocatable?.['cpu']) ?? 0;
  // Sums of fractions are not exact: 3.92 - 0.2 is 3.7199999999999998.
  return Math.round(1e6 * (allocatable - own.reduce((sum, pod) => sum + requestOf(pod), 0))) / 1e3;
}

function requestOf({ spec }: Pod): number {
  return (spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + (quantity(resources?.requests?.['cpu']) ?? 0),
    0,
  );
}
