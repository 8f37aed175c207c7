import type { Manifest } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import type { Config } from '../../config/schema.ts';

/**
 * An HPA on the Deployment with that name, with the configured target and bounds.
 * @param container counts only the CPU of this container. @default the pods as a whole
 */
export function hpaManifest(ref: Required<Ref>, { autoscaling }: Config, container?: string): Manifest {
  const { cpuPercent, minReplicas, maxReplicas } = autoscaling;
  const target = { type: 'Utilization', averageUtilization: cpuPercent };
  const metric =
    container === undefined
      ? { type: 'Resource', resource: { name: 'cpu', target } }
      : { type: 'ContainerResource', containerResource: { name: 'cpu', container, target } };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...ref, labels: { 'app.kubernetes.io/name': ref.name } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: ref.name },
      minReplicas,
      maxReplicas,
      metrics: [metric],
    },
  };
}
