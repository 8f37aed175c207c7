import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { clusterAutoscaler, karpenter, testNode, testPod } from '../nodes.fixture.ts';
import { neededCpu } from './needed-cpu.ts';
import { roomOf, seekingPods } from './seeking-pods.ts';

const config = (autoscaler: object = {}) => configSchema.parse({ nodes: { autoscaler } }).nodes.autoscaler;
const ofPool = { labels: { 'karpenter.sh/nodepool': 'default' } };

describe('A pod that seeks a node', () => {
  it('requests more than any node has left, and little where there is none', () => {
    const nodes = [testNode('a'), testNode('b')];
    expect(
      neededCpu(nodes, [testPod('p', { node: 'a', cpu: '1' }), testPod('q', { node: 'b', cpu: '2500m' })]),
    ).to.equal(3_050);
    expect(neededCpu([], [])).to.equal(100);
    expect(neededCpu([testNode('full')], [testPod('p', { node: 'full', cpu: '4' })])).to.equal(100);
    const over = { ...testPod('p', { node: 'full', cpu: '4' }), status: { phase: 'Succeeded' } };
    expect(neededCpu([testNode('full')], [over])).to.equal(4_050);
  });

  it('asks Karpenter for a node of its NodePool, tolerates its taints, and names no host', () => {
    const taints = [
      { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
      { key: 'spot', effect: 'NoExecute' },
    ];
    const autoscaler = { ...karpenter, pool: { name: 'default', taints } };
    const nodes = [testNode('big'), testNode('one', ofPool)];
    const room = roomOf(
      autoscaler,
      nodes,
      [testPod('p', { node: 'one', cpu: '3' })],
      config({ nodeSelector: { zone: 'a' } }),
    );
    expect(room).to.deep.equal({
      nodeSelector: { zone: 'a', 'karpenter.sh/nodepool': 'default' },
      tolerations: [
        { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
        { key: 'spot', operator: 'Exists', effect: 'NoExecute' },
      ],
      except: [],
      cpu: 1_050,
    });
  });

  it('avoids all present hosts for any other autoscaler, and has no selector of its own', () => {
    const tolerations = [{ key: 'batch', operator: 'Exists' as const }];
    const room = roomOf(clusterAutoscaler, [testNode('b'), testNode('a')], [], config({ tolerations }));
    expect(room).to.deep.equal({ nodeSelector: {}, tolerations, except: ['a', 'b'], cpu: 100 });
    const text = JSON.stringify(seekingPods({ namespace: 'w', name: 's' }, 'image', 2, room));
    expect(text).to.include('"key":"kubernetes.io/hostname","operator":"NotIn","values":["a","b"]');
    expect(text).to.include('"podAntiAffinity"').and.to.include('"replicas":2').and.to.include('"cpu":"100m"');
    const free = JSON.stringify(seekingPods({ namespace: 'w', name: 's' }, 'image', 1, { ...room, except: [] }));
    expect(free).not.to.include('nodeAffinity');
  });

  it('costs no more nodes than the configuration allows', () => {
    const refused = configSchema.safeParse({ nodes: { autoscaler: { nodes: 4 } } });
    expect(refused.error?.issues[0]?.message).to.equal('more than nodes.autoscaler.atMost allows, which is 3');
    expect(configSchema.safeParse({ nodes: { autoscaler: { nodes: 4, atMost: 4 } } }).success).to.equal(true);
  });
});
