import type { Node } from './kinds.ts';

/**
 * Why a node is not a real one, so that no probe agent can run on it; `undefined` for a real node.
 * It recognizes kwok's simulated nodes, nodes of a virtual kubelet, and Fargate nodes, on which no DaemonSet runs.
 */
export function whySimulated({ metadata, spec }: Node): string | undefined {
  const { labels = {}, annotations = {} } = metadata ?? {};
  if (labels['type'] === 'kwok') return 'simulated node (label type=kwok)';
  if ('kwok.x-k8s.io/node' in annotations) return 'simulated node (annotation kwok.x-k8s.io/node)';
  if (labels['type'] === 'virtual-kubelet') return 'virtual node (label type=virtual-kubelet)';
  if (spec?.taints?.some(({ key }) => key === 'virtual-kubelet.io/provider'))
    return 'virtual node (taint virtual-kubelet.io/provider)';
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate')
    return 'virtual node (label eks.amazonaws.com/compute-type=fargate)';
  return undefined;
}
