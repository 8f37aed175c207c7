import { deployment, job, namespace, service, type Fault } from './fault.ts';

/** What happens on good clusters, and must not turn anything red. */
export const harmless: readonly Fault[] = [
  {
    name: 'a Deployment at zero, with its Service',
    manifests: (image) => [
      namespace('fine-zero'),
      deployment({ namespace: 'fine-zero', image, replicas: 0 }),
      service('fine-zero'),
    ],
    red: {},
    others: { 'workloads/deployment/fine-zero/web': 'passed', 'workloads/service/fine-zero/web': 'skipped' },
  },
  {
    name: 'a Job that has completed',
    manifests: (image) => [namespace('fine-job'), job('fine-job', image, ['--version'])],
    strike: async ({ kubectl }) => {
      await kubectl(['--namespace=fine-job', 'wait', '--for=condition=Complete', 'job/job', '--timeout=60s']);
    },
    red: {},
    others: { 'workloads/job/fine-job/job': 'passed' },
  },
  {
    name: 'a Service that its owner took out',
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
  {
    name: 'a PodDisruptionBudget that demands all replicas, which are healthy',
    manifests: (image) => [
      namespace('fine-pdb'),
      deployment({ namespace: 'fine-pdb', image, replicas: 2 }),
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web', namespace: 'fine-pdb' },
        spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
      },
    ],
    red: {},
    others: { 'workloads/deployment/fine-pdb/web': 'passed', 'workloads/pdb/fine-pdb/web': 'passed' },
  },
  {
    name: 'a node that is cordoned',
    manifests: () => [],
    strike: async ({ kubectl }) => {
      await kubectl(['cordon', 'node-2']);
    },
    red: {},
    others: { 'workloads/node/node-2': 'passed', 'workloads/dns/node-2': 'passed' },
  },
];

/** A Deployment that starts slowly, so that what befalls its pods befalls them while its check is under way. */
function slowly(place: string) {
  return (image: string) => [
    namespace(place),
    deployment({ namespace: place, image, replicas: 2, knobs: ['--startup-delay=6s'] }),
    service(place),
  ];
}

const settled = (place: string): NonNullable<Fault['others']> => ({
  [`workloads/deployment/${place}/web`]: 'passed',
  [`workloads/service/${place}/web`]: 'passed',
});

/** What befalls pods in mid-check; seeded right before the run, done when it has begun. */
export const meanwhile: readonly Fault[] = [
  {
    name: 'a pod is deleted',
    manifests: slowly('fine-deleted'),
    strike: async ({ kubectl }) => {
      const [pod = ''] = (await kubectl(['--namespace=fine-deleted', 'get', 'pods', '--output=name'])).split('\n');
      await kubectl(['--namespace=fine-deleted', 'delete', pod, '--wait=false']);
    },
    red: {},
    others: settled('fine-deleted'),
  },
  {
    name: 'a pod is evicted, and scheduled anew',
    manifests: slowly('fine-evicted'),
    strike: async ({ kubectl }) => {
      const [pod = ''] = (await kubectl(['--namespace=fine-evicted', 'get', 'pods', '--output=name'])).split('\n');
      const name = pod.replace('pod/', '');
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'fine-evicted' } };
      const path = `/api/v1/namespaces/fine-evicted/pods/${name}/eviction`;
      await kubectl(['create', '--raw', path, '--filename=-'], JSON.stringify(eviction));
    },
    red: {},
    others: settled('fine-evicted'),
  },
];
