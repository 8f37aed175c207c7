import type { Cluster, Manifest } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { kinds } from '../../src/cluster/kinds/kinds.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { SIMULATED } from '../../testbed/components/kwok.ts';

/** The number of create requests in parallel. */
const AT_ONCE = 20;

/** The timeout for the deletion of a namespace. */
const DELETED_WITHIN_MS = 15 * 60_000;

/** A Deployment whose pods are scheduled on simulated nodes and appear to run there. */
export function simulatedDeployment(namespace: string, name: string): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { [SIMULATED]: 'fake' },
          tolerations: [{ key: SIMULATED, operator: 'Exists' }],
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          containers: [{ name: 'app', image: 'simulated' }],
        },
      },
    },
  };
}

/** Creates a namespace and `count` Deployments in it, as fast as the API server accepts them. @returns their names. */
export async function createDeployments(
  cluster: Cluster,
  { namespace, count, progress }: { namespace: string; count: number; progress: Progress },
): Promise<string[]> {
  await cluster.create(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const names = Array.from({ length: count }, (_, index) => `app-${String(index + 1).padStart(5, '0')}`);
  let next = 0;
  const work = async () => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      await cluster.create(kinds.deployments, simulatedDeployment(namespace, name));
      if (next % 500 === 0) progress.now(`${namespace}: ${next} of ${count} Deployments created`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return names;
}

/** Removes a namespace with everything in it; returns when it is deleted. */
export async function removeNamespace(cluster: Cluster, name: string, progress: Progress): Promise<void> {
  progress.now(`removing ${name}`);
  await cluster.delete(kinds.namespaces, { name });
  const end = cluster.clock.now() + DELETED_WITHIN_MS;
  for (;;) {
    try {
      await cluster.get(kinds.namespaces, { name });
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return;
      throw error;
    }
    if (cluster.clock.now() > end)
      throw new Error(`namespace ${name} still exists after ${DELETED_WITHIN_MS / 60_000} min`);
    await cluster.clock.sleep(500);
  }
}
