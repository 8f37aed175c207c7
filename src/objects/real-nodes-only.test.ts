import { expect } from 'chai';
import { realNodesOnly } from './real-nodes-only.ts';

describe('the affinity for real nodes', () => {
  const terms = (affinity: object) => {
    const { nodeAffinity } = affinity as {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: { matchExpressions: object[]; matchFields?: object[] }[];
        };
      };
    };
    return nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  };

  it('needs no names where simulated nodes carry one of the usual labels', () => {
    const [term, ...others] = terms(
      realNodesOnly([
        { metadata: { name: 'k1', labels: { type: 'kwok' } } },
        { metadata: { name: 'l1', labels: { 'liqo.io/type': 'virtual-node' } } },
      ]),
    );
    expect(others).to.deep.equal([]);
    expect(term).to.have.all.keys('matchExpressions');
    expect(term?.matchExpressions).to.deep.include.members([
      { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
      { key: 'type', operator: 'NotIn', values: ['kwok', 'virtual-kubelet', 'fake-kubelet'] },
      { key: 'liqo.io/type', operator: 'NotIn', values: ['virtual-node'] },
      { key: 'virtual-kubelet.io/provider', operator: 'DoesNotExist' },
    ]);
  });

  it('names the others, whatever their labels', () => {
    const fakes = [
      { metadata: { name: 'f2' } },
      { metadata: { name: 'f1', labels: { 'kubernetes.io/hostname': 'x' } } },
    ];
    expect(terms(realNodesOnly(fakes))[0]?.matchFields).to.deep.equal([
      { key: 'metadata.name', operator: 'NotIn', values: ['f1'] },
      { key: 'metadata.name', operator: 'NotIn', values: ['f2'] },
    ]);
  });
});
