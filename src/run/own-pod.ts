import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Pod } from '../cluster/kinds.ts';

/** Annotations that keep cluster-autoscaler and Karpenter from removing a pod. */
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
 * Annotates the runner's own pod, so that no autoscaler removes it during the run: the definition of a Sonobuoy plugin cannot annotate its
 * pod.
 * @returns the pod; `undefined` outside a cluster.
 */
export async function protectOwnPod(
  cluster: Cluster,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  const { SHAKEDOWN_POD_NAME: name, SHAKEDOWN_POD_NAMESPACE: namespace } = environment;
  if (!name || !namespace) return undefined;
  return await cluster.patch(kinds.pods, { namespace, name }, { metadata: { annotations: doNotRemove } }, { signal });
}
