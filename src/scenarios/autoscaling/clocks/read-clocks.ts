import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { milliseconds } from '../../../time/duration.ts';
import { clocksOf, type Clocks, type Started } from './clocks.ts';
import type { Hpa } from '../../../cluster/kinds/kinds.ts';

/**
 * The clocks of the cluster: read from it if it shows them, otherwise those of the configuration. If control plane or metrics-server
 * do not run as pods, or may not be read, the configuration applies.
 */
export async function readClocks(
  cluster: Cluster,
  { autoscaling: { clocks } }: Config,
  hpa: Hpa | undefined,
  signal: AbortSignal,
): Promise<Clocks> {
  const seconds = (duration: Config['autoscaling']['slack']) => milliseconds(duration) / 1_000;
  const configured = {
    kubelet: seconds(clocks.kubelet),
    metrics: seconds(clocks.metrics),
    sync: seconds(clocks.sync),
    stabilisation: seconds(clocks.stabilisation),
    tolerance: clocks.tolerance,
  };
  const pods = await systemPods(cluster, signal);
  const controllerManager = started(pods, 'kube-controller-manager');
  const metricsServer = started(pods, 'metrics-server');
  return clocksOf(configured, {
    ...(controllerManager && { controllerManager }),
    ...(metricsServer && { metricsServer }),
    ...(hpa && { hpa }),
  });
}

async function systemPods(cluster: Cluster, signal: AbortSignal): Promise<Pod[]> {
  try {
    return await cluster.list(kinds.pods, { namespace: 'kube-system' }, { signal });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return [];
    throw error;
  }
}

function started(pods: readonly Pod[], program: string): Started | undefined {
  for (const { metadata, spec } of pods) {
    const container = spec?.containers.find(({ name, image, command, args }) =>
      [name, image?.split('/').at(-1)?.split(':')[0], ...(command ?? []), ...(args ?? [])].includes(program),
    );
    if (!container) continue;
    const name = `pod kube-system/${metadata?.name}`;
    return { name, arguments: [...(container.command ?? []), ...(container.args ?? [])] };
  }
  return undefined;
}
