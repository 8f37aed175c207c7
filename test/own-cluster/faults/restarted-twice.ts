import { setTimeout as pause } from 'node:timers/promises';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** Bounds the wait, in milliseconds: all faults are seeded at the same time. */
const LIMIT_MS = 180_000;

/**
 * Resolves when a container of a pod was restarted at least twice. `kubectl wait` only knows equality, and the count may be past it when
 * other faults are seeded meanwhile.
 * @param statuses where the pods' statuses have the container.
 */
export async function restartedTwice(
  { kubectl }: LocalCluster,
  namespace: string,
  statuses: 'containerStatuses' | 'initContainerStatuses' = 'containerStatuses',
): Promise<void> {
  const path = `jsonpath={.items[*].status.${statuses}[0].restartCount}`;
  for (const start = performance.now(); ; await pause(500)) {
    const counts = await kubectl([`--namespace=${namespace}`, 'get', 'pods', '--selector=app=web', `--output=${path}`]);
    if (counts.split(' ').some((count) => Number(count) >= 2)) return;
    if (performance.now() - start > LIMIT_MS)
      throw new Error(`no pod in namespace ${namespace} was restarted twice, but: ${counts}`);
  }
}
