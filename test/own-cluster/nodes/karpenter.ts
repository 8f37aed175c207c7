import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** The taint of the nodes that the local cluster adds, tolerated. */
const TOLERATIONS = [{ key: 'kwok.x-k8s.io/node', operator: 'Equal', value: 'fake', effect: 'NoSchedule' }];

/** An app on nodes of the NodePool. */
export interface PoolApp {
  namespace: string;
  name: string;
  cpu: string;
  replicas?: number;
  /** Of its pods. */
  annotations?: Readonly<Record<string, string>>;
}

/** The Deployment of an app of others whose pods run on nodes that Karpenter adds. */
export function onPool({ namespace, name, cpu, replicas = 1, annotations = {} }: PoolApp): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name, labels: { 'shakedown-test': 'fault' } },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: {
          nodeSelector: { 'karpenter.sh/nodepool': 'default' },
          tolerations: TOLERATIONS,
          terminationGracePeriodSeconds: 1,
          // Nothing is pulled on a simulated node.
          containers: [{ name: 'app', image: 'localhost/simulated:1', resources: { requests: { cpu } } }],
        },
      },
    },
  };
}

/** Changes the NodePool of the local cluster. */
export async function patchPool({ kubectl }: LocalCluster, spec: object): Promise<void> {
  await kubectl(['patch', 'nodepool', 'default', '--type=merge', `--patch=${JSON.stringify({ spec })}`]);
}

/** Removes all nodes that Karpenter has added, and returns when they are gone. */
export async function removeAddedNodes({ kubectl }: LocalCluster): Promise<void> {
  await kubectl(['delete', 'nodeclaims', '--all', '--timeout=60s']);
}
