import type { Cluster } from '../../cluster/cluster.ts';
import { connect } from '../../cluster/connect.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';

/** Connects to the cluster, and first reports which one it is and which configuration file was read. */
export async function connectTo(
  { kubeconfig, kubeContext, config, origins, file }: CommandContext,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Cluster> {
  if (file !== undefined) progress.done(`configuration from ${file}`);
  progress.now('connecting to the cluster');
  const cluster = await connect({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
    ...(signal === undefined ? {} : { signal }),
    onSignIn: (command) => {
      // The live line would be drawn over the plugin's questions.
      progress.stands('');
      progress.done(`signing in with ${command}, as the kubeconfig says; Ctrl-C ends it`);
    },
  });
  const from = [kubeContext && `context ${kubeContext}`, kubeconfig && `kubeconfig ${kubeconfig}`]
    .filter(Boolean)
    .join(' of ');
  const named = origins.get('cluster.name') === 'default' ? '' : ` '${config.cluster.name}'`;
  progress.done(`cluster${named} at ${cluster.server}${from === '' ? '' : `, ${from}`}`);
  return cluster;
}
