import { expect } from 'chai';
import { realNodesOnly } from './real-nodes-only.ts';

describe('the affinity for real nodes', () => {
  const rules = (affinity: object) => {
    const { nodeAffinity } = affinity as {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: { matchExpressions: object[] }[] };
      };
    };
    return nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  };
  const usual = [
    { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
    { key: 'type', operator: 'NotIn', values: ['kwok', 'virtual-kubelet'] },
  ];

  it('needs no names where simulated nodes carry the usual label', () => {
    expect(rules(realNodesOnly([{ metadata: { name: 'k1', labels: { type: 'kwok' } } }]))).to.deep.equal([
      { matchExpressions: usual },
    ]);
  });

  it('names the others', () => {
    const fake = { metadata: { name: 'f1', labels: { 'kubernetes.io/hostname': 'f1.example' } } };
    expect(rules(realNodesOnly([fake]))).to.deep.equal([
      { matchExpressions: [...usual, { key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['f1.example'] }] },
    ]);
  });
});
