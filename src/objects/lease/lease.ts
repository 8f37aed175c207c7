import { isConflict, isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type Lease } from '../../cluster/kinds/kinds.ts';
import { owns, type Right } from '../../cluster/rights/rights.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { suiteLabels } from '../suite-labels.ts';
import { formatDuration } from '../../time/duration.ts';

/** How long a holder without a heartbeat is considered alive, in seconds. */
const DURATION = 30;
/** Time between two heartbeats of the holder, in milliseconds: two may be lost. */
const RENEW_EVERY = 10_000;
/** After this long, in seconds, a holder has missed a heartbeat. */
const MISSED = 15;

const NAME = 'shakedown';

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

/** The permissions that a run needs for its Lease. */
export const leaseRights: readonly Right[] = [
  { ...owns(kinds.leases, 'home'), verbs: ['get', 'create', 'patch', 'delete'] },
];

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

/** The id of the run that holds the Lease of a namespace, alive or not; `undefined` when none does. */
export async function holderOfLease(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await readLease(cluster, namespace, signal))?.spec?.holderIdentity;
}

/**
 * The live run of a cluster, for callers that do not need the Lease; `undefined` when there is none, or the Lease may not be read.
 * @example 'run 20261121-081450-mnjv of ann@laptop (shakedown run), since 2026-11-21T08:14:50Z'
 */
export async function runningRun(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await liveRun(cluster, namespace, signal))?.text;
}

/** The live run of a cluster with its id; `text` as {@link runningRun} says it. */
export async function liveRun(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<{ runId: string; text: string } | undefined> {
  try {
    const lease = await readLease(cluster, namespace, signal);
    if (!lease || secondsSinceHeartbeat(cluster, lease) >= durationOf(lease)) return undefined;
    const text = `${nameOf(lease)}, since ${seconds(lease.spec?.acquireTime)}`;
    return { runId: lease.spec?.holderIdentity ?? '', text };
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** The run that must not start during another one. */
export interface SecondRun {
  runId: string;
  /** Called with what is waited for. */
  waiting?: ((text: string) => void) | undefined;
  signal: AbortSignal;
}

/**
 * Makes sure that no other run is in progress, without taking the Lease. If the holder has missed a heartbeat, this waits until its Lease
 * expires: by then the holder has renewed it or is considered dead.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export async function assertNoOtherRun(
  cluster: Cluster,
  namespace: string,
  { runId, waiting, signal }: SecondRun,
): Promise<void> {
  const first = await readLease(cluster, namespace, signal);
  if (!first || first.spec?.holderIdentity === runId) return;
  const age = secondsSinceHeartbeat(cluster, first);
  const left = durationOf(first) - age;
  if (left <= 0) return;
  if (age < MISSED) throw runInProgress(cluster, first);
  waiting?.(
    `${nameOf(first)} has had no heartbeat for ${formatDuration(age)}; in ${formatDuration(left)} it is considered dead`,
  );
  const end = cluster.clock.now() + left * 1_000;
  while (cluster.clock.now() < end) {
    await cluster.clock.sleep(Math.min(2_000, end - cluster.clock.now()), signal);
    const now = await readLease(cluster, namespace, signal);
    if (!now) return;
    if (now.metadata?.resourceVersion !== first.metadata?.resourceVersion) throw runInProgress(cluster, now);
  }
}

/**
 * Makes sure that a run is over, before its leftovers are removed. A run that has just created its first object has no Lease yet: therefore
 * an object younger than the duration of a Lease counts as a heartbeat.
 * @param created.home the namespace of the run's Lease: several suites with namespaces of their own may share that of Sonobuoy.
 * @param created.since when the object was created, RFC 3339.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export async function assertRunIsOver(
  cluster: Cluster,
  runId: string,
  { home, since }: { home: string | undefined; since: string | Date | undefined },
  signal: AbortSignal,
): Promise<void> {
  const lease = home === undefined ? undefined : await readLease(cluster, home, signal);
  if (lease?.spec?.holderIdentity === runId) return assertNotAlive(cluster, lease);
  if (since === undefined) return;
  const time = new Date(since).toISOString();
  assertNotAlive(cluster, { spec: { holderIdentity: runId, acquireTime: time, renewTime: time } });
}

/** The Lease; `undefined` when it or its namespace does not exist. */
async function readLease(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<Lease | undefined> {
  return await getIfThere(cluster, kinds.leases, { namespace, name: NAME }, signal);
}

function assertNotAlive(cluster: Cluster, lease: Lease): void {
  if (secondsSinceHeartbeat(cluster, lease) < durationOf(lease)) throw runInProgress(cluster, lease);
}

/** Time since the holder's last heartbeat, in seconds. */
function secondsSinceHeartbeat(cluster: Cluster, { spec }: Lease): number {
  const renewed = Date.parse(spec?.renewTime ?? '1970-01-01T00:00:00Z');
  return Math.max(0, (cluster.serverDate().getTime() - renewed) / 1_000);
}

function durationOf({ spec }: Lease): number {
  return spec?.leaseDurationSeconds ?? DURATION;
}

/** @example 'run 20261121-081450-mnjv of ann@laptop (shakedown run)' */
function nameOf({ metadata, spec }: Lease): string {
  const who = metadata?.annotations?.['shakedown/holder'] ?? 'somebody';
  return `run ${spec?.holderIdentity ?? 'unknown'} of ${who}`;
}

function runInProgress(cluster: Cluster, lease: Lease): ShakedownError {
  const { spec } = lease;
  const age = secondsSinceHeartbeat(cluster, lease);
  const todo =
    age < MISSED
      ? 'it is alive: wait for its end with --wait, or ask who runs it'
      : `wait with --wait: it is considered dead after ${DURATION} s without a heartbeat; or end it now: shakedown cleanup --run ${spec?.holderIdentity}`;
  return new ShakedownError('RUN_UNDER_WAY', {
    meaning: 'infrastructure',
    expected: 'no other run of shakedown in this cluster',
    seen: `${nameOf(lease)}, since ${seconds(spec?.acquireTime)}, last heartbeat ${formatDuration(age)} ago`,
    todo,
  });
}

function manifest(cluster: Cluster, { namespace, runId, holder }: LeaseClaim) {
  const now = timeOf(cluster);
  const labels = { [suiteLabels.managedByLabel]: suiteLabels.managedBy, [suiteLabels.runLabel]: runId };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: NAME, namespace, labels, annotations: { 'shakedown/holder': holder } },
    spec: {
      holderIdentity: runId,
      leaseDurationSeconds: DURATION,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0,
    },
  };
}

async function replace(cluster: Cluster, claim: LeaseClaim, old: Lease, signal: AbortSignal): Promise<void> {
  const { metadata, spec } = manifest(cluster, claim);
  const ref = { namespace: claim.namespace, name: NAME };
  const { labels, annotations } = metadata;
  const patch = {
    metadata: { labels, annotations, resourceVersion: old.metadata?.resourceVersion },
    spec: { ...spec, leaseTransitions: (old.spec?.leaseTransitions ?? 0) + 1 },
  };
  await cluster.patch(kinds.leases, ref, patch, { signal });
}

function holdLease(cluster: Cluster, { namespace, runId }: LeaseClaim, ours: boolean): HeldLease {
  const ref = { namespace, name: NAME };
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

/** @example seconds('2026-11-21T08:24:39.580000Z') // '2026-11-21T08:24:39Z' */
function seconds(time: string | undefined): string {
  return time?.replace(/\.\d+/, '') ?? 'an unknown time';
}

function leaseLost(runId: string, lease: Lease | undefined): ShakedownError {
  return new ShakedownError('LEASE_LOST', {
    meaning: 'infrastructure',
    expected: `run ${runId} to keep the Lease of the cluster`,
    seen: lease ? `run ${lease.spec?.holderIdentity} has it` : 'it was deleted',
    todo: 'see what else runs in this cluster; two runs at a time disturb each other',
  });
}
