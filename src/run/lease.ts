import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { kinds, type Lease } from '../cluster/kinds.ts';
import { owns, type Right } from '../cluster/rights.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { marks } from '../objects/marks.ts';
import { spell } from '../time/duration.ts';

/** How long a holder that gives no sign of life is believed, in seconds. */
const DURATION = 30;
/** How often the holder gives a sign of life, in milliseconds: two may be lost. */
const RENEW_EVERY = 10_000;

export const LEASE_NAME = 'shakedown';

/** Who asks for the Lease. */
export interface LeaseClaim {
  /** The suite's namespace; it must exist. */
  namespace: string;
  /** Several processes of one run hold the Lease together: the driver on a laptop and the runner in the cluster. */
  runId: string;
  /** Whom to ask about the run: `ann@laptop (shakedown verify)`. */
  holder: string;
}

/** The Lease of the run under way: while it is held, no other run starts in this cluster. */
export interface HeldLease extends AsyncDisposable {
  /** Fires when another run took the Lease, because ours gave no sign of life for too long. */
  readonly lost: AbortSignal;
}

/** What a run needs of the API server for its Lease. */
export const leaseRights: readonly Right[] = [owns(kinds.leases)];

/**
 * Takes the Lease of the cluster, or joins it when it is held by the same run.
 * @throws ShakedownError RUN_UNDER_WAY that says who holds it and since when; ClusterError when the Lease cannot be written.
 */
export async function takeLease(cluster: Cluster, claim: LeaseClaim, signal?: AbortSignal): Promise<HeldLease> {
  const found = await readLease(cluster, claim.namespace);
  if (found?.spec?.holderIdentity === claim.runId) return keep(cluster, claim, false);
  if (found) await makeSureItIsOver(cluster, claim.namespace, found, signal);
  try {
    // Should another run have been as quick, its Lease is there now, or newer than the one that was looked at.
    await (found ? replace(cluster, claim, found) : cluster.create(kinds.leases, manifest(cluster, claim)));
  } catch (error) {
    if (!isConflict(error)) throw error;
    const winner = await readLease(cluster, claim.namespace);
    if (winner) throw underWay(winner, cluster.clock.date());
    throw error;
  }
  return keep(cluster, claim, true);
}

/**
 * Makes sure that no other run is under way, without taking the Lease.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export async function refuseSecondRun(
  cluster: Cluster,
  namespace: string,
  { runId, signal }: { runId: string; signal: AbortSignal },
): Promise<void> {
  const found = await readLease(cluster, namespace);
  if (found && found.spec?.holderIdentity !== runId) await makeSureItIsOver(cluster, namespace, found, signal);
}

/** The Lease as it is; `undefined` when there is none, or no namespace for it. */
async function readLease(cluster: Cluster, namespace: string): Promise<Lease | undefined> {
  try {
    return await cluster.get(kinds.leases, { namespace, name: LEASE_NAME });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}

/** A holder's clock may be behind ours, so an old sign of life alone proves nothing: there must be no new one either. */
async function makeSureItIsOver(
  cluster: Cluster,
  namespace: string,
  found: Lease,
  signal?: AbortSignal,
): Promise<void> {
  if (silence(found, cluster.clock.date()) < (found.spec?.leaseDurationSeconds ?? DURATION))
    throw underWay(found, cluster.clock.date());
  await cluster.clock.sleep(RENEW_EVERY * 1.5, signal);
  const again = await readLease(cluster, namespace);
  if (again && again.spec?.renewTime !== found.spec?.renewTime) throw underWay(again, cluster.clock.date());
}

/** For how long the holder has given no sign of life, in seconds by our own clock. */
function silence({ spec }: Lease, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(spec?.renewTime ?? '1970-01-01T00:00:00Z')) / 1_000);
}

function underWay(lease: Lease, now: Date): ShakedownError {
  const { metadata, spec } = lease;
  const who = metadata?.annotations?.['shakedown/holder'] ?? 'somebody';
  const id = spec?.holderIdentity ?? 'unknown';
  return new ShakedownError('RUN_UNDER_WAY', {
    expected: 'no other run of shakedown in this cluster',
    seen: `run ${id} of ${who}, since ${String(spec?.acquireTime)}, last sign of life ${spell(silence(lease, now))} ago`,
    todo: `wait for it; a run that was killed is taken for dead after ${DURATION} s; shakedown cleanup --run ${id} ends what it left`,
  });
}

function manifest(cluster: Cluster, { namespace, runId, holder }: LeaseClaim) {
  // Lease times have microseconds.
  const now = cluster.clock.date().toISOString().replace('Z', '000Z');
  const labels = { [marks.managedByLabel]: marks.managedBy, [marks.runLabel]: runId };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE_NAME, namespace, labels, annotations: { 'shakedown/holder': holder } },
    spec: {
      holderIdentity: runId,
      leaseDurationSeconds: DURATION,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0,
    },
  };
}

async function replace(cluster: Cluster, claim: LeaseClaim, old: Lease): Promise<void> {
  const { metadata, spec } = manifest(cluster, claim);
  const ref = { namespace: claim.namespace, name: LEASE_NAME };
  await cluster.patch(kinds.leases, ref, {
    metadata: {
      labels: metadata.labels,
      annotations: metadata.annotations,
      resourceVersion: old.metadata?.resourceVersion,
    },
    spec: { ...spec, leaseTransitions: (old.spec?.leaseTransitions ?? 0) + 1 },
  });
}

function keep(cluster: Cluster, { namespace, runId }: LeaseClaim, ours: boolean): HeldLease {
  const ref = { namespace, name: LEASE_NAME };
  const lost = new AbortController();
  const over = new AbortController();
  const renewing = renewUntil(over.signal).catch(() => {});

  async function renewUntil(end: AbortSignal): Promise<void> {
    for (;;) {
      await cluster.clock.sleep(RENEW_EVERY, end);
      try {
        const lease = await readLease(cluster, namespace);
        if (lease?.spec?.holderIdentity !== runId) return lost.abort(taken(runId, lease));
        const { metadata, spec } = manifest(cluster, { namespace, runId, holder: '' });
        const { resourceVersion } = lease.metadata ?? {};
        await cluster.patch(kinds.leases, ref, {
          metadata: { resourceVersion, name: metadata.name },
          spec: { renewTime: spec.renewTime },
        });
      } catch {
        // The API server may be away for a while; should that last, another run may take over, which is seen above.
      }
    }
  }

  return {
    lost: lost.signal,
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

function taken(runId: string, lease: Lease | undefined): ShakedownError {
  const seen = lease ? `run ${lease.spec?.holderIdentity} has it` : 'it was deleted';
  return new ShakedownError('LEASE_LOST', {
    expected: `run ${runId} to keep the Lease of the cluster`,
    seen,
    todo: 'see what else runs in this cluster; two runs at a time disturb each other',
  });
}

function isConflict(error: unknown): boolean {
  return error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT';
}
