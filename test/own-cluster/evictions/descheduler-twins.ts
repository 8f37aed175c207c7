import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { deployment, namespace, service, statefulSet, WHILE_SEEDING } from '../faults/fault.ts';

/** The only namespace whose pods the descheduler of the local cluster moves. */
const PLACE = 'descheduled';
const IN = [`--namespace=${PLACE}`];

/** The pods before the run. */
let old: readonly string[] = [];

async function podsOf({ kubectl }: LocalCluster): Promise<string[]> {
  const uids = await kubectl([...IN, 'get', 'pods', '--output=jsonpath={.items[*].metadata.uid}']);
  return uids.split(' ').filter((uid) => uid !== '');
}

/** Apps whose pods are evicted every 15 to 35 s: one with a budget, one by one, and one without. */
async function open(local: LocalCluster): Promise<void> {
  const { apply, kubectl, image } = local;
  await apply([
    namespace(PLACE),
    deployment({ namespace: PLACE, image, replicas: 2 }),
    service(PLACE),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: PLACE },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    },
    statefulSet({ namespace: PLACE, name: 'db', image, replicas: 2 }),
  ]);
  for (const workload of ['deployment/web', 'statefulset/db'])
    await kubectl([...IN, 'rollout', 'status', workload, WHILE_SEEDING]);
  old = await podsOf(local);
}

/** Nothing was tested if nothing was moved. */
async function wereMoved(local: LocalCluster): Promise<void> {
  const now = await podsOf(local);
  const stayed = old.filter((uid) => now.includes(uid));
  if (old.length === 0 || stayed.length === old.length) throw new Error('the descheduler has moved no pod');
}

/** What the descheduler does is no fault. */
export const descheduledTwins: readonly ClusterFault[] = [
  {
    name: 'the descheduler moves the pods of a Deployment and of a StatefulSet all the time',
    long: true,
    inject: open,
    repair: wereMoved,
    focus: 'workloads/',
    red: {},
    others: {
      [`workloads/deployment/${PLACE}/web`]: 'passed',
      [`workloads/statefulset/${PLACE}/db`]: 'passed',
      [`workloads/service/${PLACE}/web`]: 'passed',
      [`workloads/pdb/${PLACE}/web`]: 'passed',
      'workloads/target-app': 'passed',
      'workloads/rolling-restart/restart': 'passed',
    },
  },
];
