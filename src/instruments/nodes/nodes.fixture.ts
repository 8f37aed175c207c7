import type { Event, Node, Pod } from '../../cluster/kinds/kinds.ts';
import type { NodeAutoscaler } from './find/choose-autoscaler.ts';
import type { NodeClaim } from './find/karpenter.ts';

/** For tests: a node, Ready unless told otherwise. */
export function testNode(name: string, more: { ready?: string; labels?: object; taints?: object[] } = {}): Node {
  const { ready = 'True', labels = {}, taints = [] } = more;
  const conditions = ready === '' ? [] : [{ type: 'Ready', status: ready, message: 'container runtime is down' }];
  const status = { conditions, allocatable: { cpu: '4' } };
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { taints },
    status,
  } as never;
}

/** For tests: a pod that seeks a node; it runs if it has one. */
export function testPod(name: string, { node, cpu = '1' }: { node?: string; cpu?: string } = {}): Pod {
  const conditions = node
    ? [{ type: 'Ready', status: 'True' }]
    : [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' }];
  return {
    metadata: { namespace: 'w', name, uid: name },
    spec: { nodeName: node, containers: [{ name: 'idle', resources: { requests: { cpu } } }] },
    status: { phase: node ? 'Running' : 'Pending', conditions },
  } as never;
}

/** For tests: a request of Karpenter for a node. */
export function testClaim(name: string, nodeName?: string, conditions: object[] = []): NodeClaim {
  return { metadata: { name }, status: { ...(nodeName !== undefined && { nodeName }), conditions } } as NodeClaim;
}

/** For tests: an event about an object. */
export function testEvent(about: string, reason: string, message: string, component = 'karpenter'): Event {
  return { involvedObject: { name: about }, reason, message, source: { component } } as never;
}

/** For tests: Karpenter with one NodePool. */
export const karpenter: NodeAutoscaler = {
  make: 'Karpenter',
  name: 'NodePool default of Karpenter',
  pool: { name: 'default', taints: [] },
  controller: { namespace: 'karpenter', name: 'karpenter' },
};

/** For tests: cluster-autoscaler. */
export const clusterAutoscaler: NodeAutoscaler = {
  make: 'cluster-autoscaler',
  name: 'node autoscaler kube-system/cluster-autoscaler',
  controller: { namespace: 'kube-system', name: 'cluster-autoscaler' },
};
