import { suiteNamespaces } from '../suite-namespaces.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import { refuseSecondRun, takeLease } from './lease.ts';
import { prepare } from '../prepare.ts';
import { stampOf } from '../stamp.ts';

/** A cluster that one run has to itself: nobody else begins, or takes what is there for leftovers. */
export interface HeldCluster {
  /** Fires when another run took over, because this one gave no sign of life for too long. */
  readonly lost: AbortSignal;
  /**
   * Gives the cluster back: the last thing a run does, when all else that it made is gone.
   * @param options.keep leaves the suite's namespace as it is.
   */
  release(options: { signal: AbortSignal; keep?: boolean }): Promise<void>;
}

/** Who asks for the cluster. */
export interface HoldClaim {
  config: Config;
  runId: string;
  /** Whom to ask about the run, as the Lease shows it. */
  holder: string;
  /** Told what is waited for. */
  waiting?: (text: string) => void;
}

/**
 * Makes the suite's namespace, unless it is there, and takes the Lease in it, before anything else is made or removed.
 * @throws ShakedownError RUN_UNDER_WAY; ClusterError when one of both cannot be made.
 */
export async function holdCluster(
  cluster: Cluster,
  { config, runId, holder, waiting }: HoldClaim,
  signal: AbortSignal,
): Promise<HeldCluster> {
  const namespace = config.namespaces.suite;
  await refuseSecondRun(cluster, namespace, { runId, waiting, signal });
  const home = suiteNamespaces(config).filter(({ metadata }) => metadata.name === namespace);
  const prepared = await prepare(cluster, home, stampOf(config, runId, cluster.serverDate()), signal);
  try {
    const lease = await takeLease(cluster, { namespace, runId, holder }, signal);
    return {
      lost: lease.lost,
      release: async ({ signal: end, keep = false }) => {
        await lease[Symbol.asyncDispose]();
        // Who begins from now on may take the namespace for a leftover: only the one of this run is removed here.
        if (!keep) await prepared.remove(end);
      },
    };
  } catch (error) {
    await prepared.remove(AbortSignal.timeout(60_000));
    throw error;
  }
}
