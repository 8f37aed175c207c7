import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { WHILE_SEEDING, deployment, namespace, service, type Fault } from '../fault.ts';

/** A Service without a selector. */
const withoutSelector = (place: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'leader', namespace: place },
  spec: { ports: [{ name: 'http', port: 80 }] },
});

/** Writes the endpoints of the Service `leader` by hand, as managers of databases do: the pod of a Deployment `web`, at a port. */
async function writeEndpoints({ kubectl, apply }: LocalCluster, place: string, port: number): Promise<void> {
  const inside = [`--namespace=${place}`];
  await kubectl([...inside, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
  const fields = '{.items[0].status.podIP} {.items[0].metadata.name} {.items[0].metadata.uid}';
  const [ip, name, uid] = (await kubectl([...inside, 'get', 'pods', `--output=jsonpath=${fields}`])).split(' ');
  await apply([
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'leader', namespace: place },
      subsets: [
        {
          addresses: [{ ip, targetRef: { kind: 'Pod', namespace: place, name, uid } }],
          ports: [{ name: 'http', port }],
        },
      ],
    },
  ]);
}

/** A workload whose pods have a label that those of others have, too. */
function ofTeam(workload: object): object {
  const { spec, ...rest } = workload as { spec: { template: { metadata: { labels: object } } } };
  const { template } = spec;
  const labels = { ...template.metadata.labels, team: 'shop' };
  return { ...rest, spec: { ...spec, template: { ...template, metadata: { labels } } } };
}

/** Faults of endpoints that Kubernetes does not write from ready pods, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the endpoints of a Service without a selector, written by hand, name a port on which their pod does not listen',
    manifests: (image) => [
      namespace('fault-written'),
      deployment({ namespace: 'fault-written', image }),
      withoutSelector('fault-written'),
    ],
    inject: (local) => writeEndpoints(local, 'fault-written', 9999),
    red: {
      'workloads/service/fault-written/leader':
        /:9999 \(pod web-\S+\) refused the connection from node-1, node-2: nothing listens on port 9999/,
    },
    others: { 'workloads/deployment/fault-written/web': 'passed' },
  },
  {
    name: 'the endpoints of a Service without a selector are written by hand, and lead to a pod',
    manifests: (image) => [
      namespace('fine-written'),
      deployment({ namespace: 'fine-written', image }),
      withoutSelector('fine-written'),
    ],
    inject: (local) => writeEndpoints(local, 'fine-written', 8080),
    red: {},
    others: { 'workloads/service/fine-written/leader': 'passed', 'workloads/deployment/fine-written/web': 'passed' },
  },
  {
    name: 'a Service publishes the addresses of pods none of which is ready',
    manifests: (image) => [
      namespace('fault-published'),
      deployment({ namespace: 'fault-published', image, knobs: ['--ready=false'] }),
      service('fault-published', { publishNotReadyAddresses: true }),
    ],
    red: { 'workloads/deployment/fault-published/web': /its readiness probe does not succeed/ },
    others: {
      'workloads/service/fault-published/web': [
        'skipped',
        /^it publishes the addresses of pods that are not ready, 1 now, none of which is ready/,
      ],
    },
  },
  {
    name: 'the pods of one port of a Service are scaled to zero',
    manifests: (image) => [
      namespace('fine-port-at-zero'),
      ofTeam(deployment({ namespace: 'fine-port-at-zero', image })),
      ofTeam(
        deployment({
          ...{ namespace: 'fine-port-at-zero', name: 'exporter', image, replicas: 0 },
          pod: {
            containers: [
              { name: 'app', image, args: ['target-app'], ports: [{ name: 'metrics', containerPort: 9100 }] },
            ],
          },
        }),
      ),
      service('fine-port-at-zero', {
        selector: { team: 'shop' },
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'metrics', port: 9100, targetPort: 'metrics' },
        ],
      }),
    ],
    red: {},
    others: { 'workloads/service/fine-port-at-zero/web': 'passed' },
  },
];
