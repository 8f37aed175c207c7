import { deployment, job, namespace, service, type Fault } from './fault.ts';

/** What happens on healthy clusters and must not turn anything red. */
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
    inject: async ({ kubectl }) => {
      await kubectl(['--namespace=fine-job', 'wait', '--for=condition=Complete', 'job/job', '--timeout=60s']);
    },
    red: {},
    others: { 'workloads/job/fine-job/job': 'passed' },
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
  {
    name: 'a cordoned node',
    manifests: () => [],
    inject: async ({ kubectl }) => {
      await kubectl(['cordon', 'node-2']);
    },
    red: {},
    others: { 'workloads/node/node-2': 'passed', 'workloads/dns/node-2': 'passed' },
  },
];

/** A Deployment that starts slowly, so that its pods are deleted or evicted while its check runs. */
function slowDeployment(place: string) {
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

/** What happens to pods during a check: applied right before the run, injected when the run has begun. */
export const duringRun: readonly Fault[] = [
  {
    name: 'a pod is deleted',
    manifests: slowDeployment('fine-deleted'),
    inject: async ({ kubectl }) => {
      const [pod = ''] = (await kubectl(['--namespace=fine-deleted', 'get', 'pods', '--output=name'])).split('\n');
      await kubectl(['--namespace=fine-deleted', 'delete', pod, '--wait=false']);
    },
    red: {},
    others: settled('fine-deleted'),
  },
  {
    name: 'a pod is evicted and scheduled again',
    manifests: slowDeployment('fine-evicted'),
    inject: async ({ kubectl }) => {
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
