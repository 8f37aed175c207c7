import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import type { DeployedApp } from '../../../instruments/target-app/target-app.ts';
import { retried, type Restart } from '../under-requests.ts';
import { evictPod } from './evict-pod.ts';

/** What ends pods of an app. */
export type Disturbance = 'rolling restart' | 'scale-down' | 'deletion' | 'eviction';

/** A disturbance that was begun. */
export interface Begun {
  /** How many replicas the app has at the end. */
  replicas: number;
  /** The uids of the pods that are replaced. */
  replaced: ReadonlySet<string>;
}

/**
 * Begins to end pods of an app, which has some replicas that are ready.
 * @param pods all of them.
 * @throws ShakedownError EVICTION_REFUSED; ClusterError
 */
export async function disturb(
  restart: Restart,
  app: DeployedApp,
  disturbance: Disturbance,
  pods: readonly Pod[],
): Promise<Begun> {
  const { run, signal } = restart;
  const { cluster } = run;
  const replicas = pods.length;
  const uids = pods.map(({ metadata }) => metadata?.uid ?? '');
  const [first = {}] = pods;
  const replaced = new Set(uids.slice(0, 1));
  switch (disturbance) {
    case 'rolling restart':
      await app.roll('v2');
      return { replicas, replaced: new Set(uids) };
    case 'scale-down':
      await app.scale(1);
      return { replicas: 1, replaced: new Set() };
    case 'deletion':
      await retried(restart, 'a pod is deleted', (ofTry) =>
        cluster.delete(kinds.pods, { ...app.ref, name: first.metadata?.name ?? '' }, { signal: ofTry }),
      );
      return { replicas, replaced };
    case 'eviction':
      await evictPod(cluster, first, signal);
      return { replicas, replaced };
  }
}
