import type { Node } from '../cluster/kinds/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';

type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
type Toleration = { [Field in 'key' | 'operator' | 'value' | 'effect']?: string | undefined };

/** The part of a pod's spec that decides. */
interface Spec {
  tolerations?: readonly Toleration[];
  nodeSelector?: Readonly<Record<string, string>>;
}

/**
 * Taints by which a cluster marks a node that does not work yet, or no more: kubelets, cloud providers, network and storage drivers, autoscalers.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-not-ready and further
 */
const OF_TROUBLE =
  /^node(?:\.cloudprovider)?\.kubernetes\.io\/|not-ready$|uninitialized$|unregistered$|^ToBeDeletedByClusterAutoscaler$/;

/** How many nodes are named. */
const NAMED = 3;

/**
 * Why no node takes pods with these tolerations and this node selector, although nothing is wrong with the nodes: somebody has reserved all of
 * them by taints, or the selector matches none. `undefined` when a node takes them, or does not only because it is in trouble. Nodes that run
 * nothing real do not count. Pure.
 * @example 'node-1, node-2 have taint dedicated=db:NoSchedule'
 */
export function whyNoNode({ tolerations = [], nodeSelector = {} }: Spec, nodes: readonly Node[]): string | undefined {
  const reasons = new Map<string, string[]>();
  for (const node of nodes.filter((one) => whySimulated(one) === undefined)) {
    const why = whyNot(node, tolerations, nodeSelector);
    if (why === undefined) return undefined;
    reasons.set(why, [...(reasons.get(why) ?? []), node.metadata?.name ?? '']);
  }
  if (reasons.size === 0) return undefined;
  return [...reasons].map(([why, names]) => `${named(names)} ${names.length === 1 ? 'has' : 'have'} ${why}`).join('; ');
}

/** Why a node does not take the pods, as what it has; `undefined` when it does, or when it is in trouble. */
function whyNot(
  { metadata, spec }: Node,
  tolerations: readonly Toleration[],
  nodeSelector: Readonly<Record<string, string>>,
): string | undefined {
  const label = Object.entries(nodeSelector).find(([key, value]) => metadata?.labels?.[key] !== value);
  if (label) return `no label ${label[0]}=${label[1]}`;
  const taint = spec?.taints?.find(
    (one) =>
      one.effect !== 'PreferNoSchedule' && !OF_TROUBLE.test(one.key) && !tolerations.some((by) => tolerates(by, one)),
  );
  return taint && `taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
}

/** https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/api/core/v1/toleration.go (ToleratesTaint) */
function tolerates({ key = '', operator = 'Equal', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return key !== '' && operator === 'Equal' && value === (taint.value ?? '');
}

function named(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
