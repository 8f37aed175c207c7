import { suiteNamespaces } from '../suite-namespaces.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import { assertNoOtherRun } from './assert-no-other-run.ts';
import { takeLease } from './take-lease.ts';
import { createPrerequisites } from '../create/prerequisites.ts';
import { runLabels } from '../create/run-labels.ts';
import { waitForRun, type WaitForRun } from './wait-for-run.ts';

/** The lock of one run on a cluster: while it is held, no other run begins or removes objects as leftovers. */
export interface ClusterLock {
  /** Fires when another run took the lock, because this one had no heartbeat for too long. */
  readonly lost: AbortSignal;
  /**
   * Releases the lock: the last step of a run, after everything else that it created is deleted.
   * @param options.deadline ends the wait.
   * @param options.keep keeps the suite's namespace.
   */
  release(options: { deadline: AbortSignal; keep?: boolean }): Promise<void>;
}

/** The run that requests the lock. */
export interface RunClaim extends WaitForRun {
  config: Config;
  runId: string;
  /** Whom to ask about the run; the Lease shows it. */
  holder: string;
}

/**
 * Creates the suite's namespace unless it exists, and takes the Lease in it, before anything else is created or removed. It waits for
 * another run for as long as the claim says.
 * @throws ShakedownError RUN_UNDER_WAY; ClusterError when the namespace or the Lease cannot be created.
 */
export async function lockCluster(cluster: Cluster, claim: RunClaim, signal: AbortSignal): Promise<ClusterLock> {
  return await waitForRun(cluster, claim, signal, () => lock(cluster, claim, signal));
}

async function lock(
  cluster: Cluster,
  { config, runId, holder, waiting }: RunClaim,
  signal: AbortSignal,
): Promise<ClusterLock> {
  const namespace = config.namespaces.suite;
  await assertNoOtherRun(cluster, namespace, { runId, waiting, signal });
  const home = suiteNamespaces(config).filter(({ metadata }) => metadata.name === namespace);
  const prerequisites = await createPrerequisites(
    cluster,
    home,
    runLabels(config, runId, cluster.serverDate()),
    signal,
  );
  try {
    const lease = await takeLease(cluster, { namespace, runId, holder }, signal);
    return {
      lost: lease.lost,
      release: async ({ deadline, keep = false }) => {
        await lease[Symbol.asyncDispose]();
        // From now on another run may replace the namespace as a leftover: only this run's own namespace is removed here.
        if (!keep) await prerequisites.remove(deadline);
      },
    };
  } catch (error) {
    await prerequisites.remove(AbortSignal.timeout(60_000));
    throw error;
  }
}
