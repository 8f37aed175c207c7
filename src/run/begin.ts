import { suiteNamespaces } from '../../plugin/rbac.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import type { ShakedownError } from '../errors/shakedown-error.ts';
import { refuseSecondRun, takeLease } from './lease.ts';
import { prepare } from './prepare.ts';
import { stampOf } from './stamp.ts';

/** The most that removing the suite's namespaces may take at the end, in milliseconds. */
const CLEAN_UP = 120_000;

/** A run that has the cluster to itself. Disposing of it gives the cluster back: Lease and namespaces that were made for it. */
export interface BegunRun extends AsyncDisposable {
  /** Fires when another run took over, because this one gave no sign of life for too long. */
  readonly lost: AbortSignal;
  /** Why the run has no Lease, when it has none: who may only look cannot take one, and then disturbs nobody. */
  readonly unlocked: string | undefined;
}

/**
 * Makes the suite's namespaces, unless they are there, and takes the Lease of the cluster.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export async function beginRun(
  cluster: Cluster,
  { config, runId, holder }: { config: Config; runId: string; holder: string },
  signal: AbortSignal,
): Promise<BegunRun> {
  const namespace = config.namespaces.suite;
  const never = new AbortController().signal;
  const nothing = async () => {};
  try {
    if (config.run.dryRun) return { lost: never, unlocked: 'a dry run needs none', [Symbol.asyncDispose]: nothing };
    await refuseSecondRun(cluster, namespace, { runId, signal });
    const stamp = stampOf(config, runId, cluster.clock.date());
    const prepared = await prepare(cluster, suiteNamespaces(config), stamp, signal);
    const stack = new AsyncDisposableStack();
    stack.defer(() => prepared.remove(AbortSignal.timeout(CLEAN_UP)));
    const lease = await takeLease(cluster, { namespace, runId, holder }, signal).catch(async (error: unknown) => {
      await stack.disposeAsync();
      throw error;
    });
    stack.use(lease);
    return { lost: lease.lost, unlocked: undefined, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    const mayNot = error instanceof ClusterError && ['CLUSTER_FORBIDDEN', 'CLUSTER_NOT_FOUND'].includes(error.code);
    if (!mayNot) throw error;
    return { lost: never, unlocked: (error as ShakedownError).seen, [Symbol.asyncDispose]: nothing };
  }
}
