import type { Node } from '../cluster/kinds.ts';

/**
 * Node affinity that keeps a pod off simulated and virtual nodes, where pods have the phase Running but do not run, and off nodes of
 * another operating system.
 * @param simulated the nodes known to be simulated; those with one of the usual labels are excluded by label.
 */
export function realNodesOnly(simulated: readonly Node[]): object {
  const byName = simulated.filter(({ metadata }) => !USUAL.includes(metadata?.labels?.['type'] ?? ''));
  const hostnames = byName.flatMap(({ metadata }) => metadata?.labels?.['kubernetes.io/hostname'] ?? []).toSorted();
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
              { key: 'type', operator: 'NotIn', values: USUAL },
              ...(hostnames.length > 0
                ? [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: hostnames }]
                : []),
            ],
          },
        ],
      },
    },
  };
}

const USUAL = ['kwok', 'virtual-kubelet'];
