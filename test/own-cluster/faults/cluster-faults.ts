import { startNode, stopNode } from '../../../testbed/testbed.ts';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { deployment, namespace, service } from './fault.ts';

type Status = 'passed' | 'skipped' | 'inconclusive';

/** A fault of the cluster as a whole. */
export interface ClusterFault {
  /** What is wrong, in the words of people. */
  name: string;
  strike(local: LocalCluster): Promise<void>;
  /** Makes it good again, and returns when it is. */
  mend(local: LocalCluster): Promise<void>;
  /** The tests that are run, as a regular expression on their ids. */
  focus: string;
  /** Exactly the tests that turn red, consequences included, each with the root cause in its text. */
  red: Readonly<Record<string, RegExp>>;
  /** Tests that must end otherwise; those that pass are the sentinels, which the fault must not reach. */
  others: Readonly<Record<string, Status>>;
}

const DNS = ['--namespace=kube-system'];
const COREDNS = 'deployment/coredns';

const KUBERNETES = 'kubernetes cluster.local';
/** The one namespace in which there are no Services but headless ones. */
const NO_HEADLESS = 'template IN ANY shakedown.svc.cluster.local {\n    rcode NXDOMAIN\n}\n';

/** One pod to a node. */
const apart = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } },
    ],
  },
};

/** Faults that reach everything, to be tried one after the other. */
export const clusterFaults: readonly ClusterFault[] = [
  {
    name: 'the kubelet of a node has ended',
    strike: async ({ name, kubectl, apply, image }) => {
      await apply([
        namespace('fault-node'),
        deployment({ namespace: 'fault-node', image, replicas: 2, pod: { affinity: apart } }),
      ]);
      const inside = ['--namespace=fault-node'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
      await stopNode(name, 'node-2');
      await kubectl(['wait', '--for=condition=Ready=Unknown', 'node/node-2', '--timeout=90s']);
      // The node controller tells the pods of the node next, and the Deployment's controller counts after that.
      const counted = '--for=jsonpath={.status.availableReplicas}=1';
      await kubectl([...inside, 'wait', counted, 'deployment/web', '--timeout=60s']);
    },
    mend: async ({ name, kubectl }) => {
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
      'workloads/dns/node-2': 'inconclusive',
    },
  },
  {
    name: 'CoreDNS is at zero',
    strike: async ({ kubectl }) => {
      await kubectl([...DNS, 'scale', COREDNS, '--replicas=0']);
      await kubectl([...DNS, 'wait', '--for=delete', 'pod', '--selector=k8s-app=kube-dns', '--timeout=60s']);
    },
    mend: async ({ kubectl }) => {
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
      'workloads/service/kube-system/kube-dns': 'skipped',
      'workloads/service/kube-system/metrics-server': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'passed',
    },
  },
  {
    name: 'CoreDNS does not know the domain of the cluster',
    strike: async (local) => {
      await changeCorefile(local, 'kubernetes cluster.local', 'kubernetes cluster.example');
    },
    mend: async (local) => {
      await changeCorefile(local, 'kubernetes cluster.example', 'kubernetes cluster.local');
    },
    focus: 'kube-system|dns/',
    red: {
      'workloads/dns/node-1':
        /4 of 4 names are not answered correctly: answered \w+: kubernetes\.default\.svc\.cluster\.local\./,
      'workloads/dns/node-2':
        /4 of 4 names are not answered correctly: answered \w+: kubernetes\.default\.svc\.cluster\.local\./,
    },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
  {
    name: 'CoreDNS has no answer for the names of headless Services',
    strike: async (local) => {
      await changeCorefile(local, KUBERNETES, `${NO_HEADLESS}${KUBERNETES}`);
    },
    mend: async (local) => {
      await changeCorefile(local, `${NO_HEADLESS}${KUBERNETES}`, KUBERNETES);
    },
    focus: 'kube-system|dns/',
    red: {
      'workloads/dns/node-1':
        /1 of 4 names are not answered correctly: answered \w+: shakedown-probe-agent-\w+\.shakedown\.svc\.cluster\.local\./,
      'workloads/dns/node-2':
        /1 of 4 names are not answered correctly: answered \w+: shakedown-probe-agent-\w+\.shakedown\.svc\.cluster\.local\./,
    },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
  {
    name: 'a node was announced whose kubelet never came',
    strike: async ({ apply }) => {
      await apply([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' } }]);
    },
    mend: async ({ kubectl }) => {
      await kubectl(['delete', 'node', 'ghost']);
    },
    focus: 'node/|dns/',
    red: { 'workloads/node/ghost': /its kubelet has never reported|it is not ready \(NodeStatusNeverUpdated\)/ },
    others: {
      'workloads/dns/ghost': 'inconclusive',
      'workloads/dns/node-1': 'passed',
      'workloads/node/node-1': 'passed',
    },
  },
  {
    name: 'no node takes new pods',
    strike: async ({ kubectl }) => {
      await kubectl(['cordon', 'node-1', 'node-2']);
    },
    mend: async ({ kubectl }) => {
      await kubectl(['uncordon', 'node-1', 'node-2']);
    },
    focus: 'target-app|dns/',
    red: { 'workloads/target-app': /it cannot be scheduled: 0\/2 nodes are available: 2 node\(s\) were unschedulable/ },
    others: { 'workloads/dns/node-1': 'passed', 'workloads/dns/node-2': 'passed' },
  },
  {
    name: 'a node takes no probe agent',
    strike: async ({ kubectl, apply, image }) => {
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
    mend: async () => {},
    focus: 'fault-agent|node/|dns/|kube-dns',
    red: { 'workloads/service/fault-agent/web': /refused the connection from node-1: nothing listens on port 9999/ },
    others: {
      'workloads/service/fault-agent/well': 'inconclusive',
      'workloads/service/kube-system/kube-dns': 'inconclusive',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'inconclusive',
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': 'inconclusive',
      'workloads/deployment/fault-agent/web': 'passed',
    },
  },
  {
    name: 'a quota leaves no room for the target app',
    strike: async ({ apply }) => {
      const place = 'shakedown-workloads';
      const quota = {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: place },
        spec: { hard: { pods: '2' } },
      };
      await apply([namespace(place), quota]);
    },
    mend: async ({ kubectl }) => {
      await kubectl(['delete', 'namespace', 'shakedown-workloads']);
    },
    focus: 'target-app|dns/',
    red: { 'workloads/target-app': /its pods cannot be created: .*exceeded quota: small/ },
    others: { 'workloads/dns/node-1': 'passed', 'workloads/dns/node-2': 'passed' },
  },
];

async function changeCorefile({ kubectl }: LocalCluster, from: string, to: string): Promise<void> {
  const map = JSON.parse(await kubectl([...DNS, 'get', 'configmap', 'coredns', '--output=json'])) as {
    data: { Corefile: string };
  };
  const data = { Corefile: map.data.Corefile.replace(from, to) };
  await kubectl([...DNS, 'patch', 'configmap', 'coredns', `--patch=${JSON.stringify({ data })}`]);
  await kubectl([...DNS, 'rollout', 'restart', COREDNS]);
  await kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=60s']);
}
