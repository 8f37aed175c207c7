import type { Cluster } from '../cluster/cluster.ts';
import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { holderOfLease } from '../objects/lease/lease.ts';
import { takeLease, type HeldLease } from '../objects/lease/take-lease.ts';
import type { Progress } from '../terminal/progress.ts';
import { ensureNamespace, removeOwnNamespace } from './own-namespace.ts';

/**
 * Creates the namespace of a platform unless it exists, and takes its Lease. When that fails, the namespace is removed again, unless another
 * run was quicker.
 * @param cleanUpMs the timeout of that removal, in milliseconds.
 * @throws ShakedownError RUN_UNDER_WAY when another run holds the Lease.
 */
export async function holdNamespace(
  { cluster, progress, signal }: { cluster: Cluster; progress: Progress; signal: AbortSignal },
  { ref, runId, holder }: { ref: PlatformRef; runId: string; holder: string },
  cleanUpMs: number,
): Promise<HeldLease> {
  const { namespace } = ref;
  try {
    await ensureNamespace(cluster, ref, signal);
    return await takeLease(cluster, { namespace, runId, holder }, signal);
  } catch (error) {
    await removeUnlessTaken(cluster, namespace, runId, cleanUpMs).catch((left: unknown) =>
      progress.done(`not cleaned up: ${whatIsWrong(left)}`),
    );
    throw error;
  }
}

async function removeUnlessTaken(cluster: Cluster, namespace: string, runId: string, withinMs: number): Promise<void> {
  // It has its own timeout, because the signal of the run may have fired already.
  const signal = AbortSignal.timeout(withinMs);
  const holder = await holderOfLease(cluster, namespace, signal);
  if (holder !== undefined && holder !== runId) return;
  await removeOwnNamespace(cluster, namespace, { withinMs, signal });
}
