import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { hpaRequestOf, isSidecar } from '../../../cluster/pods/pod-requests.ts';
import { quantity } from '../../../cluster/pods/quantity.ts';
import { ago, columns, conditionLines, field, indented, pairs } from './lines.ts';

/** Conditions of a node that are healthy when they are true; all others when they are not. */
const GOOD = 'Ready';

/** What is wrong with a node by its conditions and its specification, in a few words each; pure. */
export function nodeProblems({ spec, status }: Node): string[] {
  const conditions = (status?.conditions ?? [])
    .filter(({ type, status: is }) => (type === GOOD ? is !== 'True' : is === 'True'))
    .map(({ type, status: is, reason }) => `${type}=${is}${reason ? ` (${reason})` : ''}`);
  return [...conditions, ...(spec?.unschedulable ? ['cordoned'] : [])];
}

/**
 * The nodes as a table: state, versions, what they have and, where pods are known, how many run there and what these request; pure.
 * @param pods all pods of the cluster, if they could be read
 */
export function nodeTable(nodes: readonly Node[], pods: readonly Pod[] | undefined, now: Date): string[] {
  const byNode = Map.groupBy(pods?.filter(isRunning) ?? [], ({ spec }) => spec?.nodeName);
  const rows = nodes.map((node) => {
    const { metadata, spec, status } = node;
    const own = byNode.get(metadata?.name) ?? [];
    const of = (resource: string) => {
      const has = quantity(status?.allocatable?.[resource]);
      const asked = pods && own.reduce((sum, pod) => sum + (podRequest(pod, resource) ?? 0), 0);
      return `${asked === undefined ? '' : `${amount(asked, resource)} of `}${has === undefined ? '?' : amount(has, resource)}`;
    };
    const count = `${pods ? `${own.length} of ` : ''}${status?.allocatable?.['pods'] ?? '?'}`;
    const state = nodeProblems(node).join(', ') || 'Ready';
    const taints = spec?.taints
      ?.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
      .join(', ');
    const { kubeletVersion = '', containerRuntimeVersion = '' } = status?.nodeInfo ?? {};
    return [
      ...[metadata?.name ?? '', state, count, of('cpu'), of('memory'), kubeletVersion, containerRuntimeVersion],
      ...[ago(metadata?.creationTimestamp, now), taints ?? ''],
    ];
  });
  const asked = pods ? ' (REQUESTED OF ALLOCATABLE)' : '';
  return columns(['NODE', 'STATE', 'PODS', `CPU${asked}`, 'MEMORY', 'KUBELET', 'RUNTIME', 'CREATED', 'TAINTS'], rows);
}

/** The labels of nodes, by which pods select them, a line each; those of the machine's name are left out. Pure. */
export function nodeLabels(nodes: readonly Node[]): string[] {
  return nodes.map(({ metadata }) => {
    const { 'kubernetes.io/hostname': _, ...labels } = metadata?.labels ?? {};
    return `labels of node ${metadata?.name}: ${pairs(labels)}`;
  });
}

/** A node for people; pure. */
export function describeNode({ metadata, spec, status }: Node, now: Date): string[] {
  const { kubeletVersion, osImage, kernelVersion, containerRuntimeVersion, architecture } = status?.nodeInfo ?? {};
  return [
    `node ${metadata?.name}`,
    ...indented([
      ...field('created', ago(metadata?.creationTimestamp, now)),
      ...field('labels', pairs(metadata?.labels)),
      ...field('taints', spec?.taints?.map(({ key, value = '', effect }) => `${key}=${value}:${effect}`).join(', ')),
      ...(spec?.unschedulable ? ['cordoned'] : []),
      ...field('addresses', status?.addresses?.map(({ type, address }) => `${type} ${address}`).join(', ')),
      ...field('system', [kubeletVersion, containerRuntimeVersion, osImage, kernelVersion, architecture].join(', ')),
      ...field('capacity', pairs(status?.capacity)),
      ...field('allocatable', pairs(status?.allocatable)),
      'conditions:',
      ...indented(conditionLines(status?.conditions, now)),
    ]),
  ];
}

function isRunning({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** What the containers of a pod request together; those that request nothing count as nothing. */
function podRequest(pod: Pod, resource: string): number | undefined {
  const whole = hpaRequestOf(pod, resource);
  if (whole !== undefined) return whole;
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  return [...containers, ...initContainers.filter(isSidecar)].reduce(
    (sum, { resources }) => sum + (quantity(resources?.requests?.[resource]) ?? 0),
    0,
  );
}

/** @example amount(1.5, 'cpu') // '1.5' @example amount(2_147_483_648, 'memory') // '2.0Gi' */
function amount(value: number, resource: string): string {
  if (resource === 'cpu') return String(Math.round(value * 1_000) / 1_000);
  return value < 2 ** 30 ? `${Math.round(value / 2 ** 20)}Mi` : `${(value / 2 ** 30).toFixed(1)}Gi`;
}
