import { expect } from 'chai';
import type { Node } from '../cluster/kinds/kinds.ts';
import { whyNoNode } from './no-node.ts';

type Taint = [key: string, value?: string, effect?: string];
const node = (name: string, taints: readonly Taint[] = [], labels: Record<string, string> = {}): Node => ({
  metadata: { name, labels },
  spec: {
    taints: taints.map(([key, value, effect = 'NoSchedule']) => ({
      key,
      effect,
      ...(value !== undefined && { value }),
    })),
  },
});
const CONTROL_PLANE: Taint = ['node-role.kubernetes.io/control-plane'];
const DB: Taint = ['dedicated', 'db'];

describe('Why no node takes a pod', () => {
  it('is the taints of all nodes, those with the same named together', () => {
    const nodes = [node('cp-1', [CONTROL_PLANE]), node('db-1', [DB]), node('db-2', [['pool', 'x', 'NoExecute'], DB])];
    expect(whyNoNode({}, nodes)).to.equal(
      'cp-1 has taint node-role.kubernetes.io/control-plane:NoSchedule; db-1 has taint dedicated=db:NoSchedule; db-2 has taint pool=x:NoExecute',
    );
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => node(name, [DB]));
    expect(whyNoNode({}, many)).to.equal('a, b, c and 2 more have taint dedicated=db:NoSchedule');
  });

  it('is the node selector, when it matches no node', () => {
    expect(whyNoNode({ nodeSelector: { disk: 'ssd' } }, [node('n1', [], { disk: 'hdd' })])).to.equal(
      'n1 has no label disk=ssd',
    );
  });

  for (const [what, nodes] of [
    ['a node has no taint', [node('n1', [DB]), node('n2')]],
    ['a node prefers others', [node('n1', [['spot', '', 'PreferNoSchedule']])]],
    ['a node is not ready', [node('n1', [DB]), node('n2', [['node.kubernetes.io/not-ready']])]],
    ['a node is cordoned', [node('n1', [DB]), node('n2', [['node.kubernetes.io/unschedulable']])]],
    ['the network of a node does not work', [node('n1', [['node.cilium.io/agent-not-ready']])]],
    ['a node is new to its cloud', [node('n1', [['node.cloudprovider.kubernetes.io/uninitialized', 'true']])]],
    ['there are only nodes that run nothing real', [node('n1', [DB], { type: 'kwok' })]],
    ['there are none', []],
  ] as const)
    it(`is not known when ${what}`, () => {
      expect(whyNoNode({}, nodes)).to.equal(undefined);
    });

  for (const [what, toleration, isTolerated] of [
    ['by its value', { key: 'dedicated', value: 'db', effect: 'NoSchedule' }, true],
    ['whatever its value', { key: 'dedicated', operator: 'Exists' }, true],
    ['whatever its effect', { key: 'dedicated', value: 'db' }, true],
    ['like all others', { operator: 'Exists' }, true],
    ['by another value', { key: 'dedicated', value: 'web' }, false],
    ['for another effect', { key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
    ['by another key', { key: 'pool', operator: 'Exists' }, false],
    ['by no key', { value: 'db' }, false],
  ] as const)
    it(`is ${isTolerated ? 'no' : 'a'} taint that is tolerated ${what}`, () => {
      expect(whyNoNode({ tolerations: [toleration] }, [node('n1', [DB])]) === undefined).to.equal(isTolerated);
    });
});
