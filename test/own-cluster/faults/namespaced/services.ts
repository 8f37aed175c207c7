import { dropForwarded } from '../../../../testbed/testbed.ts';
import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { WHILE_SEEDING, deployment, namespace, service, statefulSet, type Fault } from '../fault.ts';

/** An object that creates pods of the target app, of a kind that `deployment` and its like do not make. */
function creator(kind: 'ReplicaSet' | 'ReplicationController' | 'CronJob', name: string, image: string): object {
  const labels = { app: name };
  const container = { name: 'app', image, args: ['target-app', '--drain=0s'] };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const [apiVersion, spec] = {
    ReplicaSet: ['apps/v1', { replicas: 0, selector: { matchLabels: labels }, template }] as const,
    ReplicationController: ['v1', { replicas: 0, selector: labels, template }] as const,
    CronJob: [
      'batch/v1',
      {
        schedule: '0 3 1 1 *',
        jobTemplate: {
          spec: { template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } } },
        },
      },
    ] as const,
  }[kind];
  return { apiVersion, kind, metadata: { name, namespace: 'fine-idle' }, spec };
}

/** The label by which a database tells the role of its pod. */
async function labelDatabase({ kubectl }: LocalCluster, place: string, role: string): Promise<void> {
  await kubectl(['-n', place, 'rollout', 'status', 'statefulset/db', '--timeout=2m']);
  await kubectl(['-n', place, 'label', 'pod', 'db-0', `role=${role}`]);
}

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
    name: 'a Service selects one pod of a StatefulSet by a name with a typing error',
    manifests: (image) => [
      namespace('fault-pod-name'),
      statefulSet({ namespace: 'fault-pod-name', name: 'kafka', image }),
      service('fault-pod-name', {
        name: 'kafka-0',
        selector: { app: 'kafka', 'statefulset.kubernetes.io/pod-name': 'kafak-0' },
      }),
    ],
    red: {
      'workloads/service/fault-pod-name/kafka-0':
        /pod-name=kafak-0 matches no pod, and no workload in namespace fault-pod-name creates such pods/,
    },
    others: { 'workloads/statefulset/fault-pod-name/kafka': 'passed' },
  },
  {
    name: 'a Service selects an older revision of a Deployment',
    manifests: (image) => [namespace('fault-revision'), deployment({ namespace: 'fault-revision', image })],
    inject: async ({ kubectl, apply }) => {
      const place = ['-n', 'fault-revision'];
      await kubectl([...place, 'rollout', 'status', 'deployment/web', '--timeout=2m']);
      const hash = 'jsonpath={.items[0].metadata.labels.pod-template-hash}';
      const old = await kubectl([...place, 'get', 'replicasets', '-o', hash]);
      await kubectl([...place, 'set', 'env', 'deployment/web', 'REVISION=2']);
      await apply([service('fault-revision', { selector: { app: 'web', 'pod-template-hash': old } })]);
    },
    red: {
      'workloads/service/fault-revision/web':
        /matches no pod; such pods are created by replicaset \S+, an older revision of deployment fault-revision\/web/,
    },
    others: { 'workloads/deployment/fault-revision/web': 'passed' },
  },
  {
    name: 'the pods of Services do not run now by design',
    manifests: (image) => [
      namespace('fine-idle'),
      statefulSet({ namespace: 'fine-idle', name: 'kafka', image, replicas: 0 }),
      service('fine-idle', {
        name: 'kafka-0',
        selector: { app: 'kafka', 'statefulset.kubernetes.io/pod-name': 'kafka-0' },
      }),
      ...(['ReplicaSet', 'ReplicationController', 'CronJob'] as const).flatMap((kind) => {
        const name = kind.toLowerCase();
        return [creator(kind, name, image), service('fine-idle', { name })];
      }),
    ],
    red: {},
    others: {
      'workloads/service/fine-idle/kafka-0': ['skipped', /statefulset fine-idle\/kafka is scaled to zero/],
      'workloads/service/fine-idle/replicaset': ['skipped', /replicaset fine-idle\/replicaset is scaled to zero/],
      'workloads/service/fine-idle/replicationcontroller': [
        'skipped',
        /replicationcontroller fine-idle\/replicationcontroller is scaled to zero/,
      ],
      'workloads/service/fine-idle/cronjob': ['skipped', /cronjob fine-idle\/cronjob is between two runs/],
    },
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
    name: 'the second port of a Service leads to one that no container declares or opens',
    manifests: (image) => [
      namespace('fault-second-number'),
      deployment({ namespace: 'fault-second-number', image }),
      service('fault-second-number', {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'adm', port: 9090, targetPort: 9999 },
        ],
      }),
    ],
    red: {
      'workloads/service/fault-second-number/web':
        /:9999 \(pod web-\S+\) refused the connection from node-1, node-2: nothing listens on port 9999/,
    },
    others: { 'workloads/deployment/fault-second-number/web': 'passed' },
  },
  {
    name: 'an app does not open one of the ports that it declares',
    manifests: (image) => [
      namespace('fine-unopened'),
      deployment({
        namespace: 'fine-unopened',
        image,
        pod: {
          containers: [
            {
              ...{ name: 'app', image, args: ['target-app', '--drain=0s'] },
              ports: [8080, 9094].map((containerPort) => ({ containerPort })),
              readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      }),
      service('fine-unopened', {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'mesh', port: 9094 },
        ],
      }),
      service('fine-unopened', {
        name: 'mesh-first',
        selector: { app: 'web' },
        ports: [
          { name: 'mesh', port: 9094 },
          { name: 'http', port: 80, targetPort: 8080 },
        ],
      }),
    ],
    red: {},
    others: {
      'workloads/service/fine-unopened/web': 'passed',
      'workloads/service/fine-unopened/mesh-first': [
        'inconclusive',
        /nothing listens on port 9094, which its pods declare, .* because it is the first port of the Service/,
      ],
    },
  },
  {
    name: 'an Ingress leads to a port that an app declares and does not open',
    manifests: (image) => [
      namespace('fault-ingress'),
      deployment({
        namespace: 'fault-ingress',
        image,
        pod: {
          containers: [
            {
              ...{ name: 'app', image, args: ['target-app', '--drain=0s'] },
              ports: [8080, 9094].map((containerPort) => ({ containerPort })),
              readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      }),
      service('fault-ingress', {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'shop', port: 9094 },
        ],
      }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: 'fault-ingress' },
        spec: { defaultBackend: { service: { name: 'web', port: { name: 'shop' } } } },
      },
    ],
    red: {
      'workloads/service/fault-ingress/web':
        /:9094 \(pod web-\S+\) refused the connection from node-1, node-2: nothing listens on port 9094/,
      'platform/ingress/fault-ingress/web': /^it names no class, and no IngressClass is the default: /,
    },
    others: { 'workloads/deployment/fault-ingress/web': 'passed' },
  },
  {
    name: 'a Service of UDP selects nothing, and another one has its pods',
    manifests: (image) => [
      namespace('fault-udp'),
      deployment({ namespace: 'fault-udp', image }),
      service('fault-udp', { name: 'wrong', ports: [{ port: 53, protocol: 'UDP' }] }),
      service('fault-udp', { ports: [{ port: 53, protocol: 'UDP' }] }),
    ],
    red: {
      'workloads/service/fault-udp/wrong':
        /selector app=wrong matches no pod, and no workload in namespace fault-udp creates such pods/,
    },
    others: {
      'workloads/service/fault-udp/web': ['skipped', /; its ports are UDP, and only TCP connections are judged$/],
    },
  },
  {
    name: 'a database has no leader',
    manifests: (image) => [
      namespace('fault-leader'),
      statefulSet({ namespace: 'fault-leader', name: 'db', image }),
      service('fault-leader', { name: 'db-rw', selector: { app: 'db', role: 'primary' } }),
      service('fault-leader', { name: 'db-ro', selector: { app: 'db', role: 'replica' } }),
    ],
    inject: (local) => labelDatabase(local, 'fault-leader', 'replica'),
    red: {
      'workloads/service/fault-leader/db-rw':
        /no pod has role=primary now, a label that is set while pods run \(pod db-0 has role=replica\)/,
    },
    others: { 'workloads/service/fault-leader/db-ro': 'passed' },
  },
  {
    name: 'a database with one instance has no replica',
    manifests: (image) => [
      namespace('fine-role'),
      statefulSet({ namespace: 'fine-role', name: 'db', image }),
      service('fine-role', { name: 'db-rw', selector: { app: 'db', role: 'primary' } }),
      service('fine-role', { name: 'db-ro', selector: { app: 'db', role: 'replica' } }),
    ],
    inject: (local) => labelDatabase(local, 'fine-role', 'primary'),
    red: {},
    others: {
      'workloads/service/fine-role/db-rw': 'passed',
      'workloads/service/fine-role/db-ro': [
        'skipped',
        /^no pod has role=replica now, a label that is set while pods run/,
      ],
    },
  },
  {
    name: 'somebody adds an address of their own to a Service, to which no agent connects',
    manifests: (image) => [
      namespace('fine-added'),
      deployment({ namespace: 'fine-added', image }),
      service('fine-added'),
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'added', namespace: 'fine-added', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 80 }],
        endpoints: [{ addresses: ['192.0.2.1'] }],
      },
    ],
    red: {},
    others: { 'workloads/service/fine-added/web': 'passed' },
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
    others: {
      'workloads/service/fault-policy/web': [
        'inconclusive',
        /denied by policy: NetworkPolicy fault-policy\/deny selects pod fault-policy\/web-/,
      ],
    },
  },
  {
    name: 'a node does not forward to one of the three endpoints of a cluster IP',
    manifests: (image) => [
      namespace('fault-lossy'),
      deployment({ namespace: 'fault-lossy', image, replicas: 3 }),
      service('fault-lossy'),
    ],
    // What comes back through the cluster IP from one pod: each endpoint itself answers, and two connections of three succeed.
    inject: async ({ name, kubectl }) => {
      const inside = ['--namespace=fault-lossy'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
      const address = await kubectl([...inside, 'get', 'service', 'web', '--output=jsonpath={.spec.clusterIP}']);
      const pod = await kubectl([...inside, 'get', 'pods', '--output=jsonpath={.items[0].status.podIP}']);
      await dropForwarded(name, 'node-1', ['-m', 'conntrack', '--ctorigdst', address, '-s', pod]);
    },
    red: {
      'workloads/service/fault-lossy/web':
        /connections to 10\.96\.\S+:80 \(cluster IP\) failed from node-1: no answer, though its endpoints answer: kube-proxy there/,
    },
    others: { 'workloads/deployment/fault-lossy/web': 'passed' },
  },
  {
    name: 'namespaces are called like parts of URLs and of cluster names, and one Service has a wrong selector',
    manifests: (image) => [
      ...[namespace('svc'), namespace('proxy')],
      deployment({ namespace: 'svc', image }),
      service('svc'),
      service('proxy', { name: 'log', selector: { app: 'web' } }),
    ],
    red: {
      'workloads/service/proxy/log':
        /no ready endpoint: selector app=web matches no pod, and no workload in namespace proxy creates such pods/,
    },
    others: { 'workloads/deployment/svc/web': 'passed', 'workloads/service/svc/web': 'passed' },
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
    others: { 'workloads/service/fine-skip/web': ['skipped', /^its annotation shakedown\/skip is "true"$/] },
  },
];
