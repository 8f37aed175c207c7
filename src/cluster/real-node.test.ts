import { expect } from 'chai';
import type { Node } from './kinds/kinds.ts';
import { whySimulated } from './real-node.ts';

/** What the parts of a node have in common; `nodeInfo` always has all fields. */
interface Parts {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  taint?: string;
  providerID?: string;
  info?: Partial<NonNullable<NonNullable<Node['status']>['nodeInfo']>>;
  conditions?: object[];
}

const EMPTY = {
  ...{ machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '', containerRuntimeVersion: '' },
  ...{ kubeletVersion: '', kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64' },
};
const MACHINE = {
  ...{
    machineID: 'ec2f',
    systemUUID: 'ec2f-1',
    bootID: 'b1',
    kernelVersion: '6.12.40',
    osImage: 'Debian GNU/Linux 13',
  },
  ...{ containerRuntimeVersion: 'containerd://2.1.4', kubeletVersion: 'v1.34.1' },
};
const READY = [{ type: 'Ready', status: 'True' }];

function why({ labels = {}, annotations = {}, taint, providerID, info = MACHINE, conditions = READY }: Parts) {
  return whySimulated({
    metadata: { name: 'n1', labels, annotations },
    spec: {
      ...(taint !== undefined && { taints: [{ key: taint, effect: 'NoSchedule' }] }),
      ...(providerID && { providerID }),
    },
    status: { conditions, nodeInfo: { ...EMPTY, ...info } },
  } as unknown as Node);
}

const NO_RUNTIME = 'virtual node (its kubelet names no container runtime)';
const vk = { kubeletVersion: 'v1.31.4' };

describe('a node that runs nothing real', () => {
  for (const [maker, parts, reason] of [
    ['kwok, by label', { labels: { type: 'kwok' } }, 'simulated node (label type=kwok)'],
    [
      'kwok, by annotation',
      { annotations: { 'kwok.x-k8s.io/node': 'fake' } },
      'simulated node (annotation kwok.x-k8s.io/node)',
    ],
    [
      'kwok, by what it reports',
      { info: { kubeletVersion: 'kwok-v0.7.0', containerRuntimeVersion: 'kwok-v0.7.0', kernelVersion: 'kwok-v0.7.0' } },
      'virtual node (kubelet version kwok-v0.7.0)',
    ],
    ['older kwok', { info: { kubeletVersion: 'fake' } }, 'virtual node (kubelet version fake)'],
    ["Karpenter's kwok", { providerID: 'kwok://n1' }, 'simulated node (provider ID kwok://n1)'],
    ['fake-kubelet', { labels: { type: 'fake-kubelet' } }, 'virtual node (label type=fake-kubelet)'],
    [
      'kubemark',
      { info: { ...MACHINE, containerRuntimeVersion: 'fakeRuntime://0.1.0' } },
      'simulated node (container runtime fakeRuntime://0.1.0)',
    ],
    [
      'AKS virtual nodes',
      { labels: { type: 'virtual-kubelet' }, taint: 'virtual-kubelet.io/provider', info: vk },
      'virtual node (label type=virtual-kubelet)',
    ],
    [
      'AKS virtual nodes v2',
      { labels: { virtualization: 'virtualnode2' }, taint: 'virtual-kubelet.io/provider', info: vk },
      'virtual node (label virtualization=virtualnode2)',
    ],
    [
      'EKS Fargate, which has a kubelet',
      { labels: { 'eks.amazonaws.com/compute-type': 'fargate' }, taint: 'eks.amazonaws.com/compute-type' },
      'virtual node (label eks.amazonaws.com/compute-type=fargate)',
    ],
    [
      'Alibaba Cloud ECI',
      { labels: { type: 'virtual-kubelet', 'alibabacloud.com/virtual-node': 'true' }, info: vk },
      'virtual node (label type=virtual-kubelet)',
    ],
    [
      'Tencent super nodes',
      {
        labels: { 'node.kubernetes.io/instance-type': 'eklet' },
        taint: 'eks.tke.cloud.tencent.com/eklet',
        info: { kubeletVersion: 'v2.11.32' },
      },
      'virtual node (label node.kubernetes.io/instance-type=eklet)',
    ],
    [
      'Tencent super nodes, by taint',
      { taint: 'eks.tke.cloud.tencent.com/eklet' },
      'virtual node (taint eks.tke.cloud.tencent.com/eklet)',
    ],
    [
      'Huawei CCI bursting',
      { taint: 'virtual-kubelet.io/provider', info: vk },
      'virtual node (taint virtual-kubelet.io/provider)',
    ],
    [
      'Volcengine VCI',
      { taint: 'vci.vke.volcengine.com/node-type', info: vk },
      'virtual node (taint vci.vke.volcengine.com/node-type)',
    ],
    [
      'Liqo',
      { labels: { 'liqo.io/type': 'virtual-node' }, taint: 'virtual-node.liqo.io/not-allowed', info: vk },
      'virtual node (label liqo.io/type=virtual-node)',
    ],
    [
      'Liqo, by taint',
      { taint: 'virtual-node.liqo.io/not-allowed' },
      'virtual node (taint virtual-node.liqo.io/not-allowed)',
    ],
    [
      'Admiralty',
      { labels: { 'virtual-kubelet.io/provider': 'admiralty' }, info: vk },
      'virtual node (label virtual-kubelet.io/provider=admiralty)',
    ],
    [
      'interLink',
      { taint: 'virtual-node.interlink/no-schedule', info: vk },
      'virtual node (taint virtual-node.interlink/no-schedule)',
    ],
    [
      'Kosmos, by label',
      { labels: { 'kosmos.io/node': 'true' }, taint: 'kosmos.io/node' },
      'virtual node (label kosmos.io/node=true)',
    ],
    ['Kosmos, by taint', { taint: 'kosmos.io/node' }, 'virtual node (taint kosmos.io/node)'],
    ['kwok, by taint', { taint: 'kwok.x-k8s.io/node' }, 'virtual node (taint kwok.x-k8s.io/node)'],
    ['a provider that is on no list', { info: vk }, NO_RUNTIME],
    [
      'k3k in shared mode',
      { labels: { 'kubernetes.io/role': 'agent' }, info: { kubeletVersion: 'v1.34.3' } },
      NO_RUNTIME,
    ],
    ['OCI virtual nodes', { info: { kubeletVersion: 'v1.31.1' }, taint: 'example.com/pool' }, NO_RUNTIME],
    ['a provider without a version', { info: {} }, NO_RUNTIME],
    [
      'a provider that invents a runtime',
      { info: { ...vk, containerRuntimeVersion: 'docker://1.0' } },
      'virtual node (its kubelet names no machine and no kernel)',
    ],
    [
      'a provider that is seen by its version',
      { info: { ...MACHINE, kubeletVersion: 'v1.25.0-vk-azure-aci-1.6.1' } },
      'virtual node (kubelet version v1.25.0-vk-azure-aci-1.6.1)',
    ],
    ['a provider that is not ready now', { info: vk, conditions: [{ type: 'Ready', status: 'Unknown' }] }, NO_RUNTIME],
  ] as [string, Parts, string][])
    it(`is that of ${maker}`, () => {
      expect(why(parts)).to.equal(reason);
    });
});

describe('a real node', () => {
  for (const [what, parts] of [
    ['of a machine', {}],
    [
      'of k3s',
      {
        labels: { 'node.kubernetes.io/instance-type': 'k3s' },
        providerID: 'k3s://n1',
        info: { ...MACHINE, kubeletVersion: 'v1.34.1+k3s1', containerRuntimeVersion: 'containerd://2.1.4-k3s1' },
      },
    ],
    ['of kind', { providerID: 'kind://docker/kind/n1' }],
    ['of Talos', { info: { ...MACHINE, osImage: 'Talos (v1.11.2)' } }],
    [
      'of Bottlerocket',
      {
        info: {
          ...MACHINE,
          kubeletVersion: 'v1.34.1-eks-113cf36',
          containerRuntimeVersion: 'containerd://2.1.4+bottlerocket',
        },
      },
    ],
    ['of EKS Auto Mode', { labels: { 'eks.amazonaws.com/compute-type': 'auto' } }],
    ['of EKS Hybrid Nodes', { labels: { 'eks.amazonaws.com/compute-type': 'hybrid' } }],
    ['of GKE Autopilot', { info: { ...MACHINE, kubeletVersion: 'v1.34.1-gke.1829001' } }],
    [
      'of KubeEdge, which names no machine',
      {
        labels: { 'node-role.kubernetes.io/edge': '' },
        info: { ...MACHINE, machineID: '', systemUUID: '', bootID: '', kubeletVersion: 'v1.30.7-kubeedge-v1.20.0' },
      },
    ],
    ['of OpenYurt', { labels: { 'openyurt.io/is-edge-worker': 'true' } }],
    ['of Windows', { info: { ...MACHINE, operatingSystem: 'windows', osImage: 'Windows Server 2022 Datacenter' } }],
    ['with CRI-O', { info: { ...MACHINE, containerRuntimeVersion: 'cri-o://1.34.0' } }],
    [
      'whose runtime does not tell its version',
      { info: { ...MACHINE, containerRuntimeVersion: 'containerd://Unknown' } },
    ],
    ['that is tainted for something else', { labels: { type: 'gpu' }, taint: 'node-role.kubernetes.io/control-plane' }],
    [
      'with virtual machines for pods',
      { labels: { 'kubevirt.io/schedulable': 'true', 'katacontainers.io/kata-runtime': 'true' } },
    ],
    [
      'on which a virtual kubelet runs',
      { labels: { 'shop.example/runs-virtual-kubelet': 'true' }, taint: 'shop.example/virtual-kubelets' },
    ],
    ['that is kept for the controller of kwok', { taint: 'kwok' }],
    ['that is kept for virtual nodes', { taint: 'dedicated.example/virtual-node' }],
    ['that is kept for virtual kubelets', { taint: 'pool.example/virtual-kubelet' }],
    ['that has never reported', { info: {}, conditions: [] }],
    [
      'that has never reported, as its controller says',
      { info: {}, conditions: [{ type: 'Ready', status: 'Unknown' }] },
    ],
  ] as [string, Parts][])
    it(`is that ${what}`, () => {
      expect(why(parts)).to.equal(undefined);
    });
});
