import { isConflict } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Lease } from '../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { suiteLabels } from '../suite-labels.ts';
import { assertNotAlive } from './assert-no-other-run.ts';
import { LEASE_NAME, LEASE_SECONDS, readLease } from './lease.ts';

/** Time between two heartbeats of the holder, in milliseconds: two may be lost. */
const RENEW_EVERY = 10_000;

/** The run that requests the Lease. */
export interface LeaseClaim {
  /** The suite's namespace; it must exist. */
  namespace: string;
  /** Several processes of one run hold the Lease together: the driver on a laptop and the runner in the cluster. */
  runId: string;
  /** Whom to ask about the run: `ann@laptop (shakedown verify)`. */
  holder: string;
}

/** The Lease of the current run: while it is held, no other run starts in this cluster. */
export interface HeldLease extends AsyncDisposable {
  /** Fires when another run took the Lease, because this run had no heartbeat for too long. */
  readonly lost: AbortSignal;
  /** Reads the Lease and says whether this run holds it: after a sleep of the machine, `lost` fires only a moment later. */
  isHeld(signal: AbortSignal): Promise<boolean>;
}

/**
 * Takes the Lease of the cluster, or joins it when it is held by the same run. All times in it are the API server's, so that
 * the clocks of several machines may differ.
 * @throws ShakedownError RUN_UNDER_WAY that says who holds it and since when; ClusterError when the Lease cannot be written.
 */
export async function takeLease(cluster: Cluster, claim: LeaseClaim, signal: AbortSignal): Promise<HeldLease> {
  const found = await readLease(cluster, claim.namespace, signal);
  if (found?.spec?.holderIdentity === claim.runId) return holdLease(cluster, claim, false);
  if (found) assertNotAlive(cluster, found);
  try {
    // If another run does the same at this time, this is a conflict: its Lease exists by now, or is newer than the one that was read.
    await (found
      ? replace(cluster, claim, found, signal)
      : cluster.create(kinds.leases, manifest(cluster, claim), { signal }));
  } catch (error) {
    if (!isConflict(error)) throw error;
    const winner = await readLease(cluster, claim.namespace, signal);
    // A call is repeated when its answer was lost: then this run itself has created the Lease.
    if (winner?.spec?.holderIdentity === claim.runId) return holdLease(cluster, claim, true);
    if (winner) assertNotAlive(cluster, winner);
    throw error;
  }
  return holdLease(cluster, claim, true);
}

function manifest(cluster: Cluster, { namespace, runId, holder }: LeaseClaim) {
  const now = timeOf(cluster);
  const labels = { [suiteLabels.managedByLabel]: suiteLabels.managedBy, [suiteLabels.runLabel]: runId };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE_NAME, namespace, labels, annotations: { 'shakedown/holder': holder } },
    spec: {
      holderIdentity: runId,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0,
    },
  };
}

async function replace(cluster: Cluster, claim: LeaseClaim, old: Lease, signal: AbortSignal): Promise<void> {
  const { metadata, spec } = manifest(cluster, claim);
  const ref = { namespace: claim.namespace, name: LEASE_NAME };
  const { labels, annotations } = metadata;
  const patch = {
    metadata: { labels, annotations, resourceVersion: old.metadata?.resourceVersion },
    spec: { ...spec, leaseTransitions: (old.spec?.leaseTransitions ?? 0) + 1 },
  };
  await cluster.patch(kinds.leases, ref, patch, { signal });
}

function holdLease(cluster: Cluster, { namespace, runId }: LeaseClaim, ours: boolean): HeldLease {
  const ref = { namespace, name: LEASE_NAME };
  const lost = new AbortController();
  const over = new AbortController();
  const renewing = renew().catch(() => {});

  async function renew(): Promise<void> {
    while (!lost.signal.aborted) {
      await cluster.clock.sleep(RENEW_EVERY, over.signal);
      try {
        const lease = await readLease(cluster, namespace);
        if (lease?.spec?.holderIdentity !== runId) return lost.abort(leaseLost(runId, lease));
        const { resourceVersion } = lease.metadata ?? {};
        const patch = { metadata: { resourceVersion }, spec: { renewTime: timeOf(cluster) } };
        await cluster.patch(kinds.leases, ref, patch);
      } catch {
        // The API server may be unreachable for a while. If that lasts, another run may take the Lease, which is detected above.
      }
    }
  }

  return {
    lost: lost.signal,
    isHeld: async (signal) =>
      !lost.signal.aborted && (await readLease(cluster, namespace, signal))?.spec?.holderIdentity === runId,
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await renewing;
      if (!ours || lost.signal.aborted) return;
      const lease = await readLease(cluster, namespace);
      const uid = lease?.metadata?.uid;
      if (lease?.spec?.holderIdentity === runId)
        await cluster.delete(kinds.leases, ref, uid === undefined ? {} : { uid });
    },
  };
}

/** The API server's time in the format of a Lease, with microseconds. */
function timeOf(cluster: Cluster): string {
  return cluster.serverDate().toISOString().replace('Z', '000Z');
}

function leaseLost(runId: string, lease: Lease | undefined): ShakedownError {
  return new ShakedownError('LEASE_LOST', {
    meaning: 'infrastructure',
    expected: `run ${runId} to keep the Lease of the cluster`,
    seen: lease ? `run ${lease.spec?.holderIdentity} has it` : 'it was deleted',
    todo: 'see what else runs in this cluster; two runs at a time disturb each other',
  });
}
