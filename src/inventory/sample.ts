import type { Config } from '../config/schema.ts';
import type { Inventory } from './inventory.ts';

const metadata = { name: 'sample', namespace: 'sample', uid: 'sample', labels: { app: 'sample' }, annotations: {} };
const selector = { matchLabels: { app: 'sample' } };
const template = {
  metadata: { labels: { app: 'sample' } },
  spec: { containers: [{ name: 'sample', image: 'sample' }] },
};

const scheduled = { currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: 1 };

/** A cluster with one object of each kind, for looking at what spec files define without a cluster. */
export function sampleInventory(config: Config): Inventory {
  const wide = { ...metadata, namespace: '' };
  return {
    config,
    nodes: { items: [{ metadata: wide, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } }] },
    namespaces: { items: [{ metadata: wide, status: { phase: 'Active' } }] },
    deployments: { items: [{ metadata, spec: { replicas: 1, selector, template }, status: {} }] },
    statefulSets: {
      items: [{ metadata, spec: { replicas: 1, serviceName: 'sample', selector, template }, status: { replicas: 1 } }],
    },
    daemonSets: { items: [{ metadata, spec: { selector, template }, status: scheduled }] },
    jobs: { items: [{ metadata, spec: { template }, status: {} }] },
    services: {
      items: [
        {
          metadata,
          spec: { type: 'ClusterIP', clusterIP: '192.0.2.1', selector: selector.matchLabels, ports: [{ port: 80 }] },
        },
      ],
    },
    horizontalPodAutoscalers: {
      items: [{ metadata, spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'sample' } } }],
    },
  };
}
