import { setTimeout as pause } from 'node:timers/promises';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** Bounds the wait, in milliseconds: all faults are seeded at the same time. */
const LIMIT_MS = 180_000;

/** Resolves when the controller of the StatefulSet in a namespace has deleted one of its pods, as one that has failed. */
export async function replacedOnce({ kubectl }: LocalCluster, namespace: string): Promise<void> {
  const query = ['get', 'events', '--field-selector=reason=SuccessfulDelete', '--output=name'];
  for (const start = performance.now(); ; await pause(500)) {
    if ((await kubectl([`--namespace=${namespace}`, ...query])).trim() !== '') return;
    if (performance.now() - start > LIMIT_MS) throw new Error(`no pod in namespace ${namespace} was replaced`);
  }
}
