import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** How often a virtual node reports, in milliseconds. The local cluster gives a node up after 20 s of silence. */
const REPORTS_MS = 4_000;

/** What is special about a virtual node. */
export interface VirtualNode {
  name: string;
  labels?: Readonly<Record<string, string>>;
  /** The key of a taint with effect NoExecute. */
  taint?: string;
  /** Types of conditions that are True besides Ready. */
  conditions?: readonly string[];
}

/**
 * Plays virtual kubelets: nodes that are Ready, report, and name no container runtime. They never start a pod that is bound to them.
 * @returns what ends them and removes their nodes.
 */
export async function startVirtualNodes(
  { kubectl }: LocalCluster,
  nodes: readonly VirtualNode[],
): Promise<() => Promise<void>> {
  const items = nodes.map(({ name, labels, taint }) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/os': 'linux', ...labels } },
    spec: taint === undefined ? {} : { taints: [{ key: taint, value: 'true', effect: 'NoExecute' }] },
  }));
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const report = async () => {
    await Promise.all(
      nodes.map(async (node) => {
        const patch = `--patch=${JSON.stringify({ status: statusOf(node) })}`;
        await kubectl(['patch', 'node', node.name, '--subresource=status', '--type=merge', patch]);
      }),
    );
  };
  await report();
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(report);
  }, REPORTS_MS);
  return async () => {
    clearInterval(timer);
    await last;
    const names = nodes.map(({ name }) => name);
    await kubectl(['delete', 'node', ...names]);
    // No kubelet confirms their end, and the pod garbage collector takes a minute to see that the nodes are gone.
    for (const name of names) {
      const there = [`--field-selector=spec.nodeName=${name}`, '--all-namespaces'];
      await kubectl(['delete', 'pods', ...there, '--force', '--grace-period=0', '--wait=false']);
    }
  };
}

function statusOf({ conditions = [] }: VirtualNode): object {
  const lastHeartbeatTime = new Date().toISOString().replace(/\.\d+/, '');
  const size = { cpu: '8', memory: '16Gi', pods: '110' };
  return {
    capacity: size,
    allocatable: size,
    nodeInfo: {
      ...{ machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '', containerRuntimeVersion: '' },
      ...{ kubeletVersion: 'v1.36.0', kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64' },
    },
    conditions: ['Ready', ...conditions].map((type) => ({
      type,
      status: 'True',
      reason: 'Reported',
      lastHeartbeatTime,
    })),
  };
}
