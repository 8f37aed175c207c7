import { suiteNamespaces } from '../suite-namespaces.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { whatIsWrong } from '../../errors/shakedown-error.ts';
import { lockCluster, type RunClaim } from './lock-cluster.ts';
import { createPrerequisites } from '../create/prerequisites.ts';
import { runLabels } from '../create/run-labels.ts';

/** Timeout for removing the suite's namespaces at the end, in milliseconds. */
const CLEAN_UP = 120_000;

/** What a run begins with. */
export interface BeginClaim extends RunClaim {
  /** Called at the end with what could not be removed. The verdict of the run does not depend on it. */
  onLeftovers: (text: string) => void;
}

/** A run that is alone in the cluster. Disposing of it removes the Lease and the namespaces that were created for it; it does not throw. */
export interface BegunRun extends AsyncDisposable {
  /** Fires when another run took the Lease, because this one had no heartbeat for too long. */
  readonly lost: AbortSignal;
  /** Why the run has no Lease; `undefined` when it has one. With read-only permissions it takes none, and it disturbs nobody. */
  readonly unlocked: string | undefined;
}

/**
 * Begins a run from this machine: takes the Lease of the cluster, and creates the suite's namespaces unless they exist.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export async function beginRun(cluster: Cluster, claim: BeginClaim, signal: AbortSignal): Promise<BegunRun> {
  const { config, runId, onLeftovers } = claim;
  const without = (unlocked: string): BegunRun => ({
    lost: new AbortController().signal,
    unlocked,
    [Symbol.asyncDispose]: async () => {},
  });
  if (config.run.dryRun) return without('a dry run needs none');
  await using stack = new AsyncDisposableStack();
  const atEnd = (remove: (deadline: AbortSignal) => Promise<void>) =>
    stack.defer(async () => {
      try {
        await remove(AbortSignal.timeout(CLEAN_UP));
      } catch (error) {
        onLeftovers(
          `not everything was removed: ${whatIsWrong(error)}\nshakedown cleanup --run ${runId} removes the rest`,
        );
      }
    });
  try {
    const lock = await lockCluster(cluster, claim, signal);
    atEnd((deadline) => lock.release({ deadline }));
    const labels = runLabels(config, runId, cluster.serverDate());
    const prerequisites = await createPrerequisites(cluster, suiteNamespaces(config), labels, signal);
    atEnd((deadline) => prerequisites.remove(deadline));
    const whole = stack.move();
    return { lost: lock.lost, unlocked: undefined, [Symbol.asyncDispose]: () => whole.disposeAsync() };
  } catch (error) {
    const mayNot = error instanceof ClusterError && ['CLUSTER_FORBIDDEN', 'CLUSTER_NOT_FOUND'].includes(error.code);
    if (!mayNot) throw error;
    return without(error.seen);
  }
}
