import type { Node } from './kinds.ts';

/**
 * Why a node is none that pods really run on, so that nothing can be seen from there; `undefined` for a real node.
 * Known are kwok's simulated nodes, nodes of a virtual kubelet, and Fargate's nodes, which take no DaemonSet.
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
