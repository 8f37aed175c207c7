import { dropForwarded } from '../../../../testbed/testbed.ts';
import { WHILE_SEEDING, deployment, namespace, service, type Fault } from '../fault.ts';

/** A container that accepts connections on port 8080 and closes them at once, with nothing sent. */
const closing = (image: string) => ({
  ...{ name: 'app', image },
  command: [
    'node',
    '-e',
    "require('node:net').createServer((socket) => socket.on('error', () => {}).end()).listen(8080)",
  ],
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1 },
});

/** A pod behind the Service `web`. */
const podOf = (place: string, name: string, container: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: place, name, labels: { app: 'web' } },
  spec: { terminationGracePeriodSeconds: 1, containers: [container] },
});

/** Faults of connections that are accepted all the same, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'something accepts connections in place of one of two pods, and closes them',
    manifests: (image) => [
      namespace('fault-closing'),
      podOf('fault-closing', 'web-app', {
        ...{ name: 'app', image, args: ['target-app', '--drain=0s'] },
        readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
      }),
      podOf('fault-closing', 'web-proxy', closing(image)),
      service('fault-closing'),
    ],
    inject: async ({ kubectl }) => {
      await kubectl(['--namespace=fault-closing', 'wait', '--for=condition=Ready', 'pod', '--all', WHILE_SEEDING]);
    },
    red: {
      'workloads/service/fault-closing/web':
        /:8080 \(pod web-proxy\) (?:accepted the connection and closed it at once from|failed from) \S+.*, and the other endpoints do not: something accepts there in place of the app/,
    },
  },
  {
    name: 'an app closes all connections at once, by design',
    manifests: (image) => [
      namespace('fine-closing'),
      deployment({ namespace: 'fine-closing', image, replicas: 2, pod: { containers: [closing(image)] } }),
      service('fine-closing'),
    ],
    red: {},
    others: { 'workloads/service/fine-closing/web': 'passed', 'workloads/deployment/fine-closing/web': 'passed' },
  },
  {
    name: 'a node loses the first packet of every fourth connection to a pod, which is sent again',
    manifests: (image) => [
      namespace('fault-slow'),
      deployment({ namespace: 'fault-slow', image }),
      service('fault-slow'),
    ],
    inject: async ({ name, kubectl }) => {
      const inside = ['--namespace=fault-slow'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
      const at = '--output=jsonpath={.items[0].status.podIP}';
      const pod = await kubectl([...inside, 'get', 'pods', at]);
      const nth = ['-m', 'statistic', '--mode', 'nth', '--every', '4', '--packet', '0'];
      await dropForwarded(name, 'node-1', ['-p', 'tcp', '--syn', '-d', pod, ...nth]);
    },
    red: {
      'workloads/service/fault-slow/web':
        /^\d+ of \d+ connections (?:failed, and \d+ )?took more than 1 s: .* from node-\d/,
    },
    others: { 'workloads/deployment/fault-slow/web': 'passed' },
  },
];
