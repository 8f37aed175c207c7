import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Pod } from '../cluster/kinds.ts';

/** What tells cluster-autoscaler and Karpenter to leave a pod where it is. */
export const doNotRemove = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
} as const;

/** The container of the runner, in a pod of the plugin. */
const CONTAINER = 'plugin';

/**
 * The image that the runner runs from, as its pod says: `sonobuoy run --plugin-image` and policies of a cluster put another one in the place of the
 * plugin's own, and the environment does not tell; pure.
 */
export function imageIn(pod: Pod | undefined): string | undefined {
  return pod?.spec?.containers.find(({ name }) => name === CONTAINER)?.image;
}

/**
 * Marks the pod that the runner lives in, so that no autoscaler removes the runner that judges it: a definition of a Sonobuoy plugin
 * cannot annotate its pod.
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
