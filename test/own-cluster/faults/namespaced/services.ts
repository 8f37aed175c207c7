import { deployment, namespace, service, type Fault } from '../fault.ts';

/** Faults of Services, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the selector of a Service matches nothing',
    manifests: (image) => [
      namespace('fault-selector'),
      deployment({ namespace: 'fault-selector', image }),
      service('fault-selector', { selector: { app: 'wbe' } }),
    ],
    red: {
      'workloads/service/fault-selector/web':
        /no ready endpoint: selector app=wbe matches no pod, and no workload in namespace fault-selector creates such pods/,
    },
    others: { 'workloads/deployment/fault-selector/web': 'passed' },
  },
  {
    name: 'nobody listens on the port of a Service',
    manifests: (image) => [
      namespace('fault-port'),
      deployment({ namespace: 'fault-port', image }),
      service('fault-port', { ports: [{ name: 'http', port: 80, targetPort: 9999 }] }),
    ],
    red: {
      'workloads/service/fault-port/web':
        /:9999 \(pod web-\S+\) refused the connection from node-1, node-2: nothing listens on port 9999/,
    },
    others: { 'workloads/deployment/fault-port/web': 'passed' },
  },
  {
    name: 'a Service names a port that no container has',
    manifests: (image) => [
      namespace('fault-port-name'),
      deployment({ namespace: 'fault-port-name', image }),
      service('fault-port-name', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }),
    ],
    red: {
      'workloads/service/fault-port-name/web':
        /its endpoints have no TCP port: no container of its pods names a port 'web'/,
    },
    others: { 'workloads/deployment/fault-port-name/web': 'passed' },
  },
  {
    name: 'no container has one of the two named ports of a Service',
    manifests: (image) => [
      namespace('fault-second-port'),
      deployment({ namespace: 'fault-second-port', image }),
      service('fault-second-port', {
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'adm', port: 9090, targetPort: 'nosuch' },
        ],
      }),
    ],
    red: {
      'workloads/service/fault-second-port/web':
        /port adm: no ready endpoint serves it: no container of its ready pods names a port 'nosuch'/,
    },
    others: { 'workloads/deployment/fault-second-port/web': 'passed' },
  },
  {
    name: 'a policy blocks the agents, and no container listens on the port',
    manifests: (image) => [
      namespace('fault-policy'),
      deployment({ namespace: 'fault-policy', image }),
      service('fault-policy', { ports: [{ name: 'http', port: 80, targetPort: 9999 }] }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'deny', namespace: 'fault-policy' },
        spec: { podSelector: {}, policyTypes: ['Ingress'] },
      },
    ],
    // Connections that a policy may drop cannot be judged from outside.
    red: {},
    others: { 'workloads/service/fault-policy/web': 'inconclusive' },
  },
  {
    name: 'a Service that its owner excludes',
    manifests: () => {
      const skipped = service('fine-skip') as { metadata: object };
      return [
        namespace('fine-skip'),
        { ...skipped, metadata: { ...skipped.metadata, annotations: { 'shakedown/skip': 'true' } } },
      ];
    },
    red: {},
    others: { 'workloads/service/fine-skip/web': 'skipped' },
  },
];
