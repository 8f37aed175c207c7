import type { Node } from '../cluster/kinds/kinds.ts';
import { isLabelledVirtual, virtualLabels } from '../cluster/real-node.ts';

/**
 * Node affinity that keeps a pod off simulated and virtual nodes, where pods have the phase Running but do not run, and off nodes of
 * another operating system.
 * @param simulated the nodes known to be simulated; those with one of the usual labels are excluded by label, the others by name. A field
 * selector takes one name only: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/validation/validation.go
 * (ValidateNodeFieldSelectorRequirement)
 */
export function realNodesOnly(simulated: readonly Node[]): object {
  const byName = simulated.filter((node) => !isLabelledVirtual(node));
  const names = byName.flatMap(({ metadata }) => metadata?.name ?? []).toSorted();
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
              ...virtualLabels.map(({ key, values }) =>
                values === undefined ? { key, operator: 'DoesNotExist' } : { key, operator: 'NotIn', values },
              ),
            ],
            ...(names.length > 0 && {
              matchFields: names.map((name) => ({ key: 'metadata.name', operator: 'NotIn', values: [name] })),
            }),
          },
        ],
      },
    },
  };
}
