import { systemClock, type Clock } from '../time/clock.ts';
import { ApiClient } from './transport/api-client.ts';
import { ClusterError } from './cluster-error.ts';
import type { Cluster } from './cluster.ts';
import { Door } from './door.ts';
import { serverVersion } from './server-version.ts';
import { loadKubeconfig } from './kubeconfig/load-kubeconfig.ts';

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
  /** Ends the first call, and a sign-in. */
  signal?: AbortSignal;
  /** Called before a credential plugin of the kubeconfig is run on the terminal: it may ask questions. @default nothing */
  onSignIn?: (command: string) => void;
}

/**
 * Connects to a cluster and asks for its version, so that an unreachable cluster, and what is none, is reported here.
 * @throws ShakedownError KUBECONFIG_… when the kubeconfig does not say which cluster to use or how to log in; ClusterError when the
 * cluster does not answer.
 * @example
 * const cluster = await connect({ context: 'staging' });
 */
export async function connect(options: ConnectOptions = {}): Promise<Cluster> {
  const { server, route, entries, access, context } = loadKubeconfig(options);
  const door = new Door(
    new ApiClient({
      ...{ server, route, entries, source: access },
      clock: options.clock ?? systemClock,
      timeoutMs: options.requestTimeoutMs ?? 30_000,
    }),
    context || undefined,
  );
  try {
    await serverVersion(door, options.signal);
  } catch (error) {
    // A missing permission for this request does not matter: the server has answered.
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return door;
    await door.close();
    throw error;
  }
  return door;
}
