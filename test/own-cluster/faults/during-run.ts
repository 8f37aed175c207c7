import { deployment, namespace, service, type Fault } from './fault.ts';

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
    name: 'a Deployment is scaled and rolled out while the endpoints of its Service are tested',
    manifests: slowDeployment('fine-changing'),
    inject: async ({ kubectl }) => {
      const inside = ['--namespace=fine-changing'];
      await kubectl([...inside, 'scale', 'deployment/web', '--replicas=1']);
      await kubectl([...inside, 'rollout', 'restart', 'deployment/web']);
      await kubectl([...inside, 'scale', 'deployment/web', '--replicas=3']);
    },
    red: {},
    others: settled('fine-changing'),
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
