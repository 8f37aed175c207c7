import type { Node } from './kinds/kinds.ts';

/** A label that only nodes without a kubelet of their own have: with one of these values, or with any. */
interface VirtualLabel {
  key: string;
  values?: readonly string[];
}

/**
 * The labels of nodes that run nothing real, of the makers that are known. They keep pods of the suite off such a node also when it joins
 * after its pods were created. Fargate has no DaemonSets, although its nodes have a kubelet.
 */
export const virtualLabels: readonly VirtualLabel[] = [
  { key: 'type', values: ['kwok', 'virtual-kubelet', 'fake-kubelet'] },
  { key: 'virtual-kubelet.io/provider' },
  { key: 'liqo.io/type', values: ['virtual-node'] },
  { key: 'virtual-node.interlink/type' },
  { key: 'eks.amazonaws.com/compute-type', values: ['fargate'] },
  { key: 'node.kubernetes.io/instance-type', values: ['eklet', 'virtual-node'] },
  { key: 'vci.vke.volcengine.com/node-type' },
  { key: 'virtualization', values: ['virtualnode2'] },
  { key: 'kosmos.io/node', values: ['true'] },
];

/**
 * Keys of taints that these makers alone set, by their domain or in full: `virtual-kubelet.io/provider`, `virtual-node.liqo.io/not-allowed`.
 * A taint with such a word of somebody else may keep pods off real machines.
 */
const IN_TAINT =
  /^(?:virtual-kubelet\.io|virtual-node\.liqo\.io|virtual-node\.interlink|vci\.vke\.volcengine\.com)\/|^(?:kwok\.x-k8s\.io\/node|eks\.tke\.cloud\.tencent\.com\/eklet|kosmos\.io\/node)$/;
/** The same in a version: `v1.31.0-vk`, `v1.25.0-vk-azure-aci-1.6.1`, `kwok-v0.7.0`, `fake`. */
const IN_VERSION = /(?:^|[-+])(?:vk|virtual-kubelet|kwok|fake)(?:[-.]|$)/;
const IN_PROVIDER_ID = /^(?:virtual-kubelet|liqo|fake):\/\//;

/**
 * Why a node is not a real one, so that no probe agent can run on it; `undefined` for a real node, and for one that has never reported.
 * A node is known by what it reports: a kubelet always names its container runtime (`containerd://2.1.4`), and the machine it is on. Labels,
 * taints, version and provider tell those whose makers invent these.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/nodestatus/setters.go (VersionInfo, MachineInfo)
 */
export function whySimulated({ metadata, spec, status }: Node): string | undefined {
  const { labels = {}, annotations = {} } = metadata ?? {};
  const simulated = (sign: string) => `simulated node (${sign})`;
  const virtual = (sign: string) => `virtual node (${sign})`;
  if (labels['type'] === 'kwok') return simulated('label type=kwok');
  if ('kwok.x-k8s.io/node' in annotations) return simulated('annotation kwok.x-k8s.io/node');
  const { providerID = '' } = spec ?? {};
  if (providerID.startsWith('kwok://')) return simulated(`provider ID ${providerID}`);
  const label = virtualLabels.find((one) => hasLabel(labels, one));
  if (label) return virtual(`label ${label.key}=${labels[label.key]}`);
  const taint = spec?.taints?.find(({ key }) => IN_TAINT.test(key));
  if (taint) return virtual(`taint ${taint.key}`);
  if (IN_PROVIDER_ID.test(providerID)) return virtual(`provider ID ${providerID}`);

  const info = status?.nodeInfo;
  if (!info || !hasReported(status)) return undefined;
  const { kubeletVersion: version, containerRuntimeVersion: runtime } = info;
  if (IN_VERSION.test(version)) return virtual(`kubelet version ${version}`);
  if (runtime?.startsWith('fake')) return simulated(`container runtime ${runtime}`);
  if (runtime !== undefined && !runtime.includes('://')) return virtual('its kubelet names no container runtime');
  const machine = [info.machineID, info.systemUUID, info.bootID, info.kernelVersion];
  return machine.every((one) => one === '') ? virtual('its kubelet names no machine and no kernel') : undefined;
}

/** Whether no pod of a node runs at all, because it is simulated; those of a virtual node run elsewhere. */
export function runsNothing(node: Node): boolean {
  return whySimulated(node)?.startsWith('simulated') ?? false;
}

/** Whether a node has one of the labels of {@link virtualLabels}, so that it needs no name to be told apart. */
export function isLabelledVirtual({ metadata }: Node): boolean {
  return virtualLabels.some((one) => hasLabel(metadata?.labels ?? {}, one));
}

function hasLabel(labels: Readonly<Record<string, string>>, { key, values }: VirtualLabel): boolean {
  const value = labels[key];
  return value !== undefined && (values === undefined || values.includes(value));
}

/** Whether somebody has reported for the node, a kubelet or what plays one: without that all it says is empty. */
function hasReported(status: NonNullable<Node['status']>): boolean {
  const isReady = status.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True');
  return isReady === true || (status.nodeInfo?.kubeletVersion ?? '') !== '';
}
