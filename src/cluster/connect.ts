import { systemClock, type Clock } from '../time/clock.ts';
import { ApiClient } from './transport/api-client.ts';
import { ClusterError } from './cluster-error.ts';
import type { Cluster } from './cluster.ts';
import { Door } from './door.ts';
import { loadKubeconfig } from './transport/kubeconfig.ts';

export interface ConnectOptions {
  /** A kubeconfig file. Default: KUBECONFIG, then `~/.kube/config`, then the service account of the pod. */
  kubeconfig?: string;
  /** A context in it. Default: its current one. */
  context?: string;
  clock?: Clock;
  /**
   * How long each attempt of a call may take, in milliseconds.
   * @default 30_000
   */
  requestTimeoutMs?: number;
  /** Gives up asking. */
  signal?: AbortSignal;
}

/**
 * Opens the door to a cluster, and asks it one question, so that a cluster that is not there is found out here.
 * @throws ShakedownError KUBECONFIG_… when it is not known which cluster, or how to log in; ClusterError when it does not answer.
 * @example
 * const cluster = await connect({ context: 'staging' });
 */
export async function connect(options: ConnectOptions = {}): Promise<Cluster> {
  const { config, cluster: entry } = loadKubeconfig(options);
  const door = new Door(
    new ApiClient({
      server: entry.server,
      source: config,
      clock: options.clock ?? systemClock,
      timeoutMs: options.requestTimeoutMs ?? 30_000,
    }),
  );
  try {
    await door.raw('/version', options.signal ? { signal: options.signal } : {});
  } catch (error) {
    // Who may not even ask for the version may still do what the run needs; the server has answered.
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return door;
    await door.close();
    throw error;
  }
  return door;
}
