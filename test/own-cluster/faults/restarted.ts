import { setTimeout as pause } from 'node:timers/promises';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** Bounds the wait, in milliseconds: all faults are seeded at the same time. */
const LIMIT_MS = 180_000;

/**
 * Resolves when a container of a pod was restarted at least so often. `kubectl wait` only knows equality, and the count may be past it when
 * other faults are seeded meanwhile.
 * @param of.times at least. @default 2
 * @param of.statuses where the pods' statuses have the container. @default 'containerStatuses'
 */
export async function restarted(
  { kubectl }: LocalCluster,
  namespace: string,
  { times = 2, statuses = 'containerStatuses' }: { times?: number; statuses?: string } = {},
): Promise<void> {
  const path = `jsonpath={.items[*].status.${statuses}[0].restartCount}`;
  for (const start = performance.now(); ; await pause(500)) {
    const counts = await kubectl([`--namespace=${namespace}`, 'get', 'pods', '--selector=app=web', `--output=${path}`]);
    if (counts.split(' ').some((count) => Number(count) >= times)) return;
    if (performance.now() - start > LIMIT_MS)
      throw new Error(`no pod in namespace ${namespace} was restarted ${times} times, but: ${counts}`);
  }
}
