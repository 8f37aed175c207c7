import type { Config } from '../config/schema.ts';
import { doNotRemove } from '../run/own-pod.ts';

/**
 * Sonobuoy's own configuration, for settings without a flag.
 *
 * - Sonobuoy collects nothing of the cluster. By default its archive has all objects but Secrets of all namespaces, and logs of pods: the
 *   ConfigMaps and the environment of all tenants, and hours on a large cluster. The suite's results need none of it.
 * - The annotations are for the pods of the aggregator and the plugin, which a plugin's definition cannot annotate: no autoscaler may remove
 *   the runner, or the aggregator with the results, during the run.
 *
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/config/config.go,
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/discovery/discovery.go: no `Resources` is everything, an empty list is nothing.
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
    Resources: [],
    CustomAnnotations: doNotRemove,
    AggregatorTolerations: [controlPlane, ...tolerations],
    ...(pullSecret === undefined ? {} : { ImagePullSecrets: pullSecret }),
  };
}
