import { POD_NETWORK } from '../../../testbed/machine/address-plan.ts';
import { dropForwarded, restartApiServer, startNode, stopNode } from '../../../testbed/testbed.ts';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { daemonSet, deployment, namespace, service } from '../faults/fault.ts';
import { changeCorefile } from '../faults/corefile.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { startVirtualNodes } from './virtual-node.ts';

const DNS = ['--namespace=kube-system'];
const COREDNS = 'deployment/coredns';

const PODS = 'pods insecure';
const NARROWED = 'ignore empty_service\n        namespaces default kube-system shakedown fault-empty\n        ';
/** Services have their addresses, but what was created since is unknown. */
const OUTDATED =
  /^the name servers do not learn of new Services or EndpointSlices: they answer only for older ones; 1 of 4 names are not answered correctly: answered \w+: shakedown-probe-agent-/;

/** One pod per node. */
const apart = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } },
    ],
  },
};

/** Ends the virtual nodes of the fault that has some. */
let endVirtualNodes: () => Promise<void> = async () => {};

async function patchKernelDeadlock({ kubectl }: LocalCluster, condition: object): Promise<void> {
  const patch = JSON.stringify({ status: { conditions: [{ type: 'KernelDeadlock', ...condition }] } });
  await kubectl(['patch', 'node', 'node-2', '--subresource=status', '--type=strategic', `--patch=${patch}`]);
}

/** Removes what a fault has put into the network of a node. */
let restore = async (): Promise<void> => {};

/** Faults that affect the whole cluster, to be injected one after the other. */
export const clusterFaults: readonly ClusterFault[] = [
  {
    name: 'the kubelet of a node has ended',
    long: true,
    inject: async ({ name, kubectl, apply, image }) => {
      await apply([
        namespace('fault-node'),
        deployment({ namespace: 'fault-node', image, replicas: 2, pod: { affinity: apart } }),
      ]);
      const inside = ['--namespace=fault-node'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
      await stopNode(name, 'node-2');
      await kubectl(['wait', '--for=condition=Ready=Unknown', 'node/node-2', '--timeout=90s']);
      // Next, the node controller marks the pods of the node, and then the Deployment's controller counts them.
      const counted = '--for=jsonpath={.status.availableReplicas}=1';
      await kubectl([...inside, 'wait', counted, 'deployment/web', '--timeout=60s']);
    },
    repair: async ({ name, kubectl }) => {
      await startNode(name, 'node-2');
      await kubectl(['wait', '--for=condition=Ready', 'node/node-2', '--timeout=90s']);
      await kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=90s']);
    },
    focus: 'node/|dns/',
    red: {
      'workloads/node/node-2': /it is not ready \(NodeStatusUnknown\): Kubelet stopped posting node status/,
      'workloads/deployment/fault-node/web': /its node node-2 has stopped reporting/,
    },
    others: {
      'workloads/node/node-1': 'passed',
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': ['skipped', /^no probe agent on node node-2/],
    },
  },
  {
    name: 'all nodes are reserved by a taint',
    long: true,
    inject: async ({ kubectl }) => {
      await kubectl(['taint', 'nodes', '--all', 'dedicated=db:NoSchedule']);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['taint', 'nodes', '--all', 'dedicated-']);
    },
    time: { agents: '20s' },
    focus: 'target-app|node/',
    red: {},
    others: {
      'workloads/target-app': ['inconclusive', /no node takes the pods of the suite: /],
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'passed',
    },
  },
  {
    name: 'CoreDNS is at zero',
    inject: async ({ kubectl }) => {
      await kubectl([...DNS, 'scale', COREDNS, '--replicas=0']);
      await kubectl([...DNS, 'wait', '--for=delete', 'pod', '--selector=k8s-app=kube-dns', '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl([...DNS, 'scale', COREDNS, '--replicas=2']);
      await kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=60s']);
    },
    focus: 'kube-system|dns/|node/',
    red: {
      'workloads/dns/node-1':
        /name server 10\.96\.0\.10 is service kube-system\/kube-dns: deployment kube-system\/coredns is scaled to zero/,
      'workloads/dns/node-2':
        /name server 10\.96\.0\.10 is service kube-system\/kube-dns: deployment kube-system\/coredns is scaled to zero/,
    },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': ['skipped', /deployment kube-system\/coredns is scaled to zero/],
      'workloads/service/kube-system/metrics-server': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'passed',
    },
  },
  {
    name: 'CoreDNS may not watch EndpointSlices any more',
    long: true,
    inject: async (local) => {
      await changeCoreDnsRole(local, 'remove');
      // Watches that are open go on: only a new one is refused.
      await restartApiServer(local.name, { downFor: '1s' });
    },
    repair: async (local) => {
      await changeCoreDnsRole(local, 'add');
      await local.kubectl([...DNS, 'rollout', 'restart', COREDNS]);
      await local.kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=60s']);
    },
    focus: 'kube-system|dns/',
    red: { 'workloads/dns/node-1': OUTDATED, 'workloads/dns/node-2': OUTDATED },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
  {
    // No fault: what the configuration leaves out is not asked for.
    name: 'CoreDNS hides empty Services and answers for some namespaces',
    inject: async (local) => {
      const [hidden, empty] = ['fault-hidden', 'fault-empty'];
      await local.apply([namespace(hidden), namespace(empty)]);
      for (const place of [hidden, empty])
        await local.apply([deployment({ namespace: place, image: local.image, replicas: 0 }), service(place)]);
      await changeCorefile(local, PODS, `${NARROWED}${PODS}`);
    },
    repair: async (local) => {
      await changeCorefile(local, `${NARROWED}${PODS}`, PODS);
    },
    focus: 'fault-|dns/',
    red: {},
    others: {
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': 'passed',
      'workloads/service/fault-empty/web': ['skipped', /deployment fault-empty\/web is scaled to zero/],
      'workloads/service/fault-hidden/web': ['skipped', /deployment fault-hidden\/web is scaled to zero/],
    },
  },
  {
    name: 'a node exists whose kubelet never registered',
    long: true,
    inject: async ({ apply }) => {
      await apply([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' } }]);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['delete', 'node', 'ghost']);
    },
    focus: 'node/|dns/',
    red: { 'workloads/node/ghost': /its kubelet has never reported|it is not ready \(NodeStatusNeverUpdated\)/ },
    others: {
      'workloads/dns/ghost': ['skipped', /^no probe agent on node ghost/],
      'workloads/dns/node-1': 'passed',
      'workloads/node/node-1': 'passed',
    },
  },
  {
    name: 'the kernel of a node is in a deadlock, and of the virtual nodes one has no memory left',
    inject: async (local) => {
      endVirtualNodes = await startVirtualNodes(local, [
        {
          name: 'liqo-turin',
          labels: { 'liqo.io/type': 'virtual-node', 'kubernetes.io/hostname': 'liqo-turin' },
          taint: 'virtual-node.liqo.io/not-allowed',
        },
        { name: 'of-nobody-known', conditions: ['MemoryPressure'] },
      ]);
      const tolerations = [{ operator: 'Exists' }];
      const { apply, image, kubectl } = local;
      const place = 'fine-virtual';
      await apply([namespace(place), daemonSet({ namespace: place, image, pod: { tolerations } })]);
      // On the real nodes.
      const ready = '--for=jsonpath={.status.numberReady}=2';
      await kubectl([`--namespace=${place}`, 'wait', ready, 'daemonset/web', '--timeout=60s']);
      await patchKernelDeadlock(local, { status: 'True', reason: 'DockerHung', message: 'task docker:7 is blocked' });
    },
    repair: async (local) => {
      await patchKernelDeadlock(local, { $patch: 'delete' });
      await endVirtualNodes();
    },
    focus: 'node/|dns/|kube-dns|fine-virtual',
    red: {
      'workloads/node/node-2': /KernelDeadlock \(DockerHung\): task docker:7 is blocked/,
      'workloads/node/of-nobody-known': /MemoryPressure \(Reported\)/,
    },
    others: {
      'workloads/daemonset/fine-virtual/web': 'passed',
      'workloads/node/liqo-turin': 'passed',
      'workloads/dns/liqo-turin': ['skipped', /^no probe agent on node liqo-turin/],
      'workloads/dns/of-nobody-known': ['skipped', /^no probe agent on node of-nobody-known/],
      'workloads/node/node-1': 'passed',
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
  {
    name: 'no node accepts new pods',
    long: true,
    inject: async ({ kubectl }) => {
      await kubectl(['cordon', 'node-1', 'node-2']);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['uncordon', 'node-1', 'node-2']);
    },
    time: { rollout: '20s' },
    focus: 'target-app|dns/',
    red: { 'workloads/target-app': /it cannot be scheduled: 0\/2 nodes are available: 2 node\(s\) were unschedulable/ },
    others: { 'workloads/dns/node-1': 'passed', 'workloads/dns/node-2': 'passed' },
  },
  {
    name: 'a node accepts no probe agent',
    long: true,
    inject: async ({ kubectl, apply, image }) => {
      const place = 'fault-agent';
      const keepsOff = {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: 'kubernetes.io/hostname',
              namespaceSelector: {},
              labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'shakedown-probe-agent' } },
            },
          ],
        },
      };
      const nodeSelector = { 'kubernetes.io/hostname': 'node-2' };
      await apply([
        namespace(place),
        deployment({ namespace: place, image, pod: { affinity: keepsOff, nodeSelector } }),
        service(place, { name: 'well', selector: { app: 'web' } }),
        service(place, { ports: [{ name: 'http', port: 80, targetPort: 9999 }] }),
      ]);
      await kubectl([`--namespace=${place}`, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
    },
    repair: async () => {},
    time: { agents: '20s' },
    focus: 'fault-agent|node/|dns/|kube-dns',
    red: { 'workloads/service/fault-agent/web': /refused the connection from node-1: nothing listens on port 9999/ },
    others: {
      'workloads/service/fault-agent/well': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': ['inconclusive', /it cannot be scheduled: /],
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': ['skipped', /^no probe agent on node node-2/],
      'workloads/deployment/fault-agent/web': 'passed',
    },
  },
  {
    name: 'a node drops large packets between pods',
    inject: async ({ name }) => {
      // Only between pods: the API server reaches the agents from outside of their network.
      const large = ['-p', 'tcp', '-m', 'length', '--length', '1000:65535'];
      restore = await dropForwarded(name, 'node-2', ['-s', POD_NETWORK, '-d', POD_NETWORK, ...large]);
    },
    repair: async () => {
      await restore();
    },
    time: { rollout: '40s' },
    focus: 'target-app|kube-dns|node/|platform/payload',
    red: {
      'platform/payload':
        /payloads are lost: node-\d connects to \S+:8080 \(pod payload-\S+ on node-\d\), but 65536 bytes .*\(MTU\)/,
      'workloads/target-app':
        /payloads are lost: node-\d connects to \S+:8080 \(pod target-app-\S+ on node-\d\), but 65536 bytes do not arrive.*: packets that are larger .*\(MTU\)/,
    },
    // Connections need only small packets.
    others: {
      'workloads/service/kube-system/kube-dns': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'passed',
    },
  },
  {
    name: 'a quota leaves no room for the target app',
    long: true,
    inject: async ({ apply }) => {
      const place = 'shakedown-workloads';
      const quota = {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: place },
        spec: { hard: { pods: '2' } },
      };
      await apply([namespace(place), quota]);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['delete', 'namespace', 'shakedown-workloads']);
    },
    time: { rollout: '20s' },
    focus: 'target-app|dns/',
    red: { 'workloads/target-app': /its pods cannot be created: .*exceeded quota: small/ },
    others: { 'workloads/dns/node-1': 'passed', 'workloads/dns/node-2': 'passed' },
  },
];

async function changeCoreDnsRole({ kubectl }: LocalCluster, how: 'remove' | 'add'): Promise<void> {
  const verbs = how === 'add' ? ['list', 'watch'] : ['get'];
  const patch = [{ op: 'replace', path: '/rules/1/verbs', value: verbs }];
  await kubectl(['patch', 'clusterrole', 'system:coredns', '--type=json', `--patch=${JSON.stringify(patch)}`]);
}
