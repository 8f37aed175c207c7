import type { Config } from '../config/schema.ts';
import { doNotRemove } from '../run/own-pod.ts';

/**
 * Sonobuoy's own configuration, for settings without a flag. The annotations are for the pods of the aggregator and the plugin, which a
 * plugin's definition cannot annotate: no autoscaler may remove the runner, or the aggregator with the results, during the run.
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/config/config.go
 */
export function sonobuoyConfig({ objects }: Config): object {
  const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
  const tolerations = objects.tolerations.map(({ key, operator, value, effect }) => ({
    ...(key === undefined ? {} : { key }),
    ...(operator === undefined ? {} : { operator }),
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  }));
  const [pullSecret] = objects.imagePullSecrets;
  return {
    CustomAnnotations: doNotRemove,
    AggregatorTolerations: [controlPlane, ...tolerations],
    ...(pullSecret === undefined ? {} : { ImagePullSecrets: pullSecret }),
  };
}
