import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { quantity } from '../../../cluster/pods/quantity.ts';

/** What a pod requests at least, in thousandths of a core: little, because nodes of this size cost money. */
const LEAST = 100;
/** How much more than the room of any node a pod requests, in thousandths of a core. */
const MORE = 50;

/**
 * The CPU that a pod has to request so that it fits on none of these nodes, in thousandths of a core; pure. It is by what they have left, so that it
 * fits on a new node of the same size unless one of them is empty.
 * @param pods those of the cluster.
 */
export function neededCpu(nodes: readonly Node[], pods: readonly Pod[]): number {
  const left = nodes.map(({ metadata, status }) => {
    const own = pods.filter(({ spec, status: { phase } = {} }) => {
      const isOver = phase === 'Succeeded' || phase === 'Failed';
      return spec?.nodeName === metadata?.name && !isOver;
    });
    const allocatable = quantity(status?.allocatable?.['cpu']) ?? 0;
    return 1_000 * (allocatable - own.reduce((sum, pod) => sum + requestOf(pod), 0));
  });
  return Math.max(LEAST, ...left.map((room) => Math.ceil(room) + MORE));
}

function requestOf({ spec }: Pod): number {
  return (spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + (quantity(resources?.requests?.['cpu']) ?? 0),
    0,
  );
}
