import { startSimulation, stopSimulation } from '../../../testbed/testbed.ts';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { AutoscalerByHand } from './by-hand.ts';
import { onPool, patchPool, removeAddedNodes } from './karpenter.ts';

const IN = ['--namespace=karpenter'];
const KARPENTER = 'deployment/karpenter';
const NODES = 'autoscaling/nodes';

/** What the testbed keeps to; a fault shortens the step that it delays. */
const steps = { asked: '30s', registered: '30s', ready: '30s', running: '30s', removed: '90s' };

/** The configuration of a run. */
const settings = (autoscaler: object, more: object = {}) => ({
  run: { disruptive: true },
  nodes: { autoscaler: { ...steps, ...autoscaler } },
  ...more,
});

async function scaleKarpenter({ kubectl }: LocalCluster, replicas: number): Promise<void> {
  await kubectl([...IN, 'scale', KARPENTER, `--replicas=${replicas}`]);
  if (replicas === 0) await kubectl([...IN, 'wait', '--for=delete', 'pod', '--all', '--timeout=60s']);
  else await kubectl([...IN, 'rollout', 'status', KARPENTER, '--timeout=60s']);
}

async function delayRegistration({ kubectl }: LocalCluster, nodeRegistrationDelay: string): Promise<void> {
  const patch = { spec: { nodeRegistrationDelay } };
  await kubectl(['patch', 'kwoknodeclass', 'default', '--type=merge', `--patch=${JSON.stringify(patch)}`]);
}

/** Takes the NodePool away. @returns puts it back. */
function withoutPool(): Pick<ClusterFault, 'inject' | 'repair'> {
  let kept = '';
  return {
    inject: async ({ kubectl }) => {
      const { apiVersion, kind, metadata, spec } = JSON.parse(
        await kubectl(['get', 'nodepool', 'default', '--output=json']),
      );
      kept = JSON.stringify({ apiVersion, kind, metadata: { name: metadata.name }, spec });
      await kubectl(['delete', 'nodepool', 'default', '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['apply', '--server-side', '--field-manager=shakedown-testbed', '--filename=-'], kept);
      await kubectl(['wait', '--for=condition=Ready', 'nodepool/default', '--timeout=60s']);
    },
  };
}

const byHand = new AutoscalerByHand();

/** Faults of what adds and removes nodes, and harmless twins. */
export const nodeFaults: readonly ClusterFault[] = [
  {
    name: 'the node autoscaler is stopped',
    long: true,
    inject: (local) => scaleKarpenter(local, 0),
    repair: (local) => scaleKarpenter(local, 1),
    config: settings({ asked: '15s' }),
    focus: NODES,
    red: { [NODES]: /^no node was asked for: its Deployment karpenter\/karpenter has no ready pod/ },
    others: {},
  },
  {
    name: 'the NodePool has reached its limit',
    long: true,
    inject: (local) => patchPool(local, { limits: { cpu: '1' } }),
    repair: (local) => patchPool(local, { limits: { cpu: '16' } }),
    config: settings({ asked: '15s' }),
    focus: NODES,
    red: { [NODES]: /^NodePool default of Karpenter has reached its limit/ },
    others: {},
  },
  {
    name: 'a node that was asked for never joins the cluster',
    long: true,
    inject: (local) => delayRegistration(local, '1h'),
    repair: async (local) => {
      await delayRegistration(local, '1s');
      await removeAddedNodes(local);
      // It would still create the node when the hour is over.
      await scaleKarpenter(local, 0);
      await scaleKarpenter(local, 1);
    },
    config: settings({ registered: '15s' }),
    focus: NODES,
    red: { [NODES]: /^the node of NodeClaim default-\w+ has not joined the cluster: / },
    others: {},
  },
  {
    name: 'a node joins and is never Ready',
    long: true,
    inject: ({ name }) => stopSimulation(name),
    repair: async (local) => {
      await startSimulation(local.name);
      await removeAddedNodes(local);
    },
    config: settings({ ready: '15s' }),
    focus: NODES,
    red: { [NODES]: /^node kwok-default-\S+ has joined the cluster, and is not Ready/ },
    others: {},
  },
  {
    name: 'nodes are never removed',
    long: true,
    inject: (local) => patchPool(local, { disruption: { consolidateAfter: 'Never' } }),
    repair: async (local) => {
      await patchPool(local, { disruption: { consolidateAfter: '5s' } });
      await removeAddedNodes(local);
    },
    config: settings({ removed: '20s' }),
    focus: NODES,
    red: { [NODES]: /^node kwok-default-\S+ is still there/ },
    others: {},
  },
  {
    name: 'a node autoscaler is required, and there is none',
    long: true,
    ...withoutPool(),
    config: settings({}, { required: ['node-autoscaler'] }),
    focus: NODES,
    red: { [NODES]: /there is no NodePool of Karpenter and no Deployment with the labels of cluster-autoscaler/ },
    others: {},
  },
  {
    // No fault: nobody has promised that nodes follow the load.
    name: 'there is no node autoscaler',
    long: true,
    ...withoutPool(),
    config: settings({}),
    focus: '^(autoscaling/nodes|workloads/node/)',
    red: {},
    others: { [NODES]: ['skipped', /there is no NodePool of Karpenter/], 'workloads/node/node-1': 'passed' },
  },
  {
    // No fault: the workloads are judged while nodes come and go, and two pods of others with a budget are on nodes that go.
    name: 'nodes are added and removed in mid-run, and a budget lets one pod go at a time',
    long: true,
    inject: async ({ apply, kubectl }) => {
      const namespace = 'fine-on-pool';
      await apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'shakedown-test': 'fault' } } },
        onPool({ namespace, name: 'web', cpu: '1', replicas: 2 }),
        {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { namespace, name: 'web' },
          spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
        },
      ]);
      await kubectl([`--namespace=${namespace}`, 'rollout', 'status', 'deployment/web', '--timeout=120s']);
    },
    repair: async (local) => {
      await local.kubectl(['delete', 'namespace', 'fine-on-pool', '--timeout=60s']);
      await removeAddedNodes(local);
    },
    config: settings({ nodes: 2 }),
    focus: '^(autoscaling/nodes|workloads/(api-server|deployment|daemonset|pdb|node)/?)',
    red: {},
    others: {
      [NODES]: 'passed',
      'workloads/deployment/fine-on-pool/web': 'passed',
      'workloads/pdb/fine-on-pool/web': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/deployment/kube-system/coredns': 'passed',
    },
  },
  {
    // No fault: another autoscaler than Karpenter, with nodes whose taint the configuration tolerates.
    name: 'a node autoscaler that tells by events adds and removes a node',
    long: true,
    inject: (local) => byHand.start(local),
    repair: (local) => byHand.stop(local),
    config: settings({
      deployment: byHand.deployment,
      tolerations: [{ key: 'kwok.x-k8s.io/node', operator: 'Exists', effect: 'NoSchedule' }],
    }),
    focus: NODES,
    red: {},
    others: { [NODES]: 'passed' },
  },
];
