import type { Cluster } from '../../cluster/cluster.ts';
import { connect } from '../../cluster/connect.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Given } from '../command-line/given.ts';

/** Opens the door to the cluster that was named, and says which one it is before anything is done to it. */
export async function connectTo(
  { kubeconfig, context, config, origins }: Given,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Cluster> {
  progress.now('connecting to the cluster');
  const cluster = await connect({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(signal === undefined ? {} : { signal }),
  });
  const from = [context && `context ${context}`, kubeconfig && `kubeconfig ${kubeconfig}`].filter(Boolean).join(' of ');
  const named = origins.get('cluster.name') === 'default' ? '' : ` '${config.cluster.name}'`;
  progress.done(`cluster${named} at ${cluster.server}${from === '' ? '' : `, ${from}`}`);
  return cluster;
}
