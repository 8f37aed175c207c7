import { expect } from 'chai';
import type { Node } from './kinds.ts';
import { whySimulated } from './real-node.ts';

describe('a node', () => {
  for (const [what, node, reason] of [
    ['of kwok, by label', { metadata: { labels: { type: 'kwok' } } }, 'simulated node (label type=kwok)'],
    [
      'of kwok, by annotation',
      { metadata: { annotations: { 'kwok.x-k8s.io/node': 'fake' } } },
      'simulated node (annotation kwok.x-k8s.io/node)',
    ],
    [
      'of a virtual kubelet, by label',
      { metadata: { labels: { type: 'virtual-kubelet' } } },
      'virtual node (label type=virtual-kubelet)',
    ],
    [
      'of a virtual kubelet, by taint',
      { spec: { taints: [{ key: 'virtual-kubelet.io/provider', effect: 'NoSchedule' }] } },
      'virtual node (taint virtual-kubelet.io/provider)',
    ],
    [
      'of Fargate',
      { metadata: { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } } },
      'virtual node (label eks.amazonaws.com/compute-type=fargate)',
    ],
  ] as [string, Node, string][])
    it(`${what} is not a real one`, () => {
      expect(whySimulated(node)).to.equal(reason);
    });

  it('of a machine is real, whatever its labels and taints', () => {
    const node: Node = {
      metadata: { labels: { type: 'gpu' }, annotations: { 'kwok.dev/x': '' } },
      spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
    };
    expect(whySimulated(node)).to.equal(undefined);
  });
});
