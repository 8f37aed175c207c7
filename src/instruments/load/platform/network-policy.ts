import type { Manifest } from '../../../cluster/cluster.ts';
import { labelsOf, platformNames, ports } from './platform-manifests.ts';

/**
 * Lets only a platform's own workers reach its master, except for the dashboard's port: the API server, through which the suite calls it, cannot be
 * selected by a policy, and the master itself demands a token there. Workers may use any port, because a service mesh may carry their traffic
 * on one of its own. A network without policies ignores it.
 */
export function masterPolicy({ namespace, name }: { namespace: string; name: string }): Manifest {
  const { policy } = platformNames(name);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: policy, namespace, labels: labelsOf(name) },
    spec: {
      podSelector: { matchLabels: labelsOf(name, 'master') },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: { matchLabels: labelsOf(name, 'worker') } }] },
        { ports: [{ port: ports.web, protocol: 'TCP' }] },
      ],
    },
  };
}
