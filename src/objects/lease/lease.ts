import { isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type Lease } from '../../cluster/kinds/kinds.ts';
import { owns, type Right } from '../../cluster/rights/rights.ts';

/** How long a holder without a heartbeat is considered alive, in seconds. */
export const LEASE_SECONDS = 30;

/** The name of the Lease in the suite's namespace. */
export const LEASE_NAME = 'shakedown';

/** The permissions that a run needs for its Lease. */
export const leaseRights: readonly Right[] = [
  { ...owns(kinds.leases, 'home'), verbs: ['get', 'create', 'patch', 'delete'] },
];

/** The Lease; `undefined` when it or its namespace does not exist. */
export async function readLease(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<Lease | undefined> {
  return await getIfThere(cluster, kinds.leases, { namespace, name: LEASE_NAME }, signal);
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

/** Time since the holder's last heartbeat, in seconds. */
export function secondsSinceHeartbeat(cluster: Cluster, { spec }: Lease): number {
  const renewed = Date.parse(spec?.renewTime ?? '1970-01-01T00:00:00Z');
  return Math.max(0, (cluster.serverDate().getTime() - renewed) / 1_000);
}

/** For how long its holder is considered alive after a heartbeat, in seconds. */
export function durationOf({ spec }: Lease): number {
  return spec?.leaseDurationSeconds ?? LEASE_SECONDS;
}

/** @example 'run 20261121-081450-mnjv of ann@laptop (shakedown run)' */
export function nameOf({ metadata, spec }: Lease): string {
  const who = metadata?.annotations?.['shakedown/holder'] ?? 'somebody';
  return `run ${spec?.holderIdentity ?? 'unknown'} of ${who}`;
}

/**
 * A time of a Lease in whole seconds.
 * @example seconds('2026-11-21T08:24:39.580000Z') // '2026-11-21T08:24:39Z'
 */
export function seconds(time: string | undefined): string {
  return time?.replace(/\.\d+/, '') ?? 'an unknown time';
}
