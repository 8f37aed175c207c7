import { DNS_ADDRESS, type NodePlan } from '../machine/address-plan.ts';
import { refusal } from '../cluster/api.ts';
import type { Layout } from '../machine/layout.ts';
import type { Component } from './component.ts';

/** The kubelets, which register each node in the cluster. */
export const kubelet: Component = {
  name: 'kubelet',
  binaries: ['kubelet'],
  images: ['pause'],
  after: ['kube-apiserver', 'containerd'],
  files: ({ layout, nodes }) => ({
    [layout.config('resolv.conf')]: '',
    ...Object.fromEntries(
      nodes.map((node) => [
        layout.config(`kubelet@${node.name}.json`),
        JSON.stringify(kubeletConfiguration(layout, node)),
      ]),
    ),
  }),
  daemons: ({ layout, nodes, binary, inNode }) =>
    nodes.map((node) => ({
      name: `kubelet@${node.name}`,
      argv: inNode(node, [
        binary('kubelet'),
        `--config=${layout.config(`kubelet@${node.name}.json`)}`,
        `--kubeconfig=${layout.config(`${node.name}.kubeconfig`)}`,
        `--hostname-override=${node.name}`,
        `--node-ip=${node.address}`,
      ]),
    })),
  // A kubelet may not give itself this role, so its node object is created first.
  manifests: ({ nodes }) =>
    nodes.map(({ name }) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'node-role.kubernetes.io/worker': '' } },
    })),
  missing: async ({ api, nodes }) => {
    const answer = await api.get('/api/v1/nodes');
    const unready = (answer.body as { items?: ApiNode[] }).items;
    return refusal(answer) ?? unreadyNodes(nodes, unready ?? []);
  },
};

interface ApiNode {
  metadata: { name: string };
  spec?: { taints?: { key: string }[] };
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

/** The taint that the node controller removes shortly after a node is Ready; until then the scheduler puts all pods on other nodes. */
const NOT_READY = 'node.kubernetes.io/not-ready';

/** The planned nodes that accept no pods because they are not Ready, with the reasons; undefined when there are none. */
export function unreadyNodes(nodes: readonly NodePlan[], seen: readonly ApiNode[]): string | undefined {
  const reasons = nodes.flatMap(({ name }) => {
    const node = seen.find(({ metadata }) => metadata.name === name);
    const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
    if (!ready) return [`${name} has not registered`];
    if (ready.status !== 'True') return [`${name} is not Ready: ${ready.message ?? 'no reason given'}`];
    const tainted = node?.spec?.taints?.some(({ key }) => key === NOT_READY);
    return tainted ? [`${name} is Ready, but still has the taint ${NOT_READY}`] : [];
  });
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** The configuration of a node's kubelet. */
export function kubeletConfiguration(layout: Layout, { name }: NodePlan): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${layout.cgroup}/${name}`,
    enforceNodeAllocatable: ['pods'],
    // Each node sees the whole machine, but shares it with the other node, the control plane and its owner.
    systemReserved: { cpu: '500m', memory: '8Gi' },
    oomScoreAdj: 0,
    maxOpenFiles: 20_000,
    failSwapOn: false,
    protectKernelDefaults: false,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: layout.pki('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: layout.pki(`${name}.crt`),
    tlsPrivateKeyFile: layout.pki(`${name}.key`),
    rotateCertificates: false,
    // Tests place static pods there.
    staticPodPath: layout.staticPods(name),
    clusterDomain: 'cluster.local',
    clusterDNS: [DNS_ADDRESS],
    resolvConf: layout.config('resolv.conf'),
    // By default it would create /usr/libexec/kubernetes on the machine.
    volumePluginDir: '/var/lib/kubelet/volume-plugins',
    // Images are imported: an image that is garbage collected cannot be pulled again.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
    },
    nodeStatusUpdateFrequency: '4s',
    serializeImagePulls: false,
  };
}
