import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Pod } from '../cluster/kinds/kinds.ts';

/** Annotations that keep cluster-autoscaler and Karpenter from removing a pod. Sonobuoy sets them, by its own configuration. */
export const doNotRemove = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
} as const;

/** The container of the runner, in a pod of the plugin. */
const CONTAINER = 'plugin';

/**
 * The image of the runner according to its pod; pure. `sonobuoy run --plugin-image` and policies of a cluster replace the image of the
 * plugin's definition, and the environment does not show that.
 */
export function imageIn(pod: Pod | undefined): string | undefined {
  return pod?.spec?.containers.find(({ name }) => name === CONTAINER)?.image;
}

/**
 * The runner's own pod; `undefined` outside a cluster. The runner does not annotate it: who may patch one pod in Sonobuoy's namespace may
 * patch all of them, and change the image of the aggregator.
 */
export async function readOwnPod(
  cluster: Cluster,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  const { SHAKEDOWN_POD_NAME: name, SHAKEDOWN_POD_NAMESPACE: namespace } = environment;
  if (!name || !namespace) return undefined;
  return await cluster.get(kinds.pods, { namespace, name }, { signal });
}

/** The annotations that a pod lacks to be safe from autoscalers, as `name=value`; pure. */
export function missingProtection({ metadata }: Pod): string[] {
  const wanted = Object.entries(doNotRemove);
  return wanted
    .filter(([name, value]) => metadata?.annotations?.[name] !== value)
    .map(([name, value]) => `${name}=${value}`);
}
