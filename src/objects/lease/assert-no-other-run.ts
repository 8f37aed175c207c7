import type { Cluster } from '../../cluster/cluster.ts';
import type { Lease } from '../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { formatDuration } from '../../time/duration.ts';
import { durationOf, LEASE_SECONDS, nameOf, readLease, seconds, secondsSinceHeartbeat } from './lease.ts';

/** After this long, in seconds, a holder has missed a heartbeat. */
const MISSED = 15;

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

/**
 * Makes sure that the holder of a Lease is considered dead.
 * @throws ShakedownError RUN_UNDER_WAY
 */
export function assertNotAlive(cluster: Cluster, lease: Lease): void {
  if (secondsSinceHeartbeat(cluster, lease) < durationOf(lease)) throw runInProgress(cluster, lease);
}

function runInProgress(cluster: Cluster, lease: Lease): ShakedownError {
  const { spec } = lease;
  const age = secondsSinceHeartbeat(cluster, lease);
  const todo =
    age < MISSED
      ? 'it is alive: wait for its end with --wait, or ask who runs it'
      : `wait with --wait: it is considered dead after ${LEASE_SECONDS} s without a heartbeat; or end it now: shakedown cleanup --run ${spec?.holderIdentity}`;
  return new ShakedownError('RUN_UNDER_WAY', {
    meaning: 'infrastructure',
    expected: 'no other run of shakedown in this cluster',
    seen: `${nameOf(lease)}, since ${seconds(spec?.acquireTime)}, last heartbeat ${formatDuration(age)} ago`,
    todo,
  });
}
