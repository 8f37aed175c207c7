import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { clusterAutoscaler, karpenter, testNode, testPod } from '../nodes.fixture.ts';
import { neededCpu } from './needed-cpu.ts';
import { roomOf, seekingPods } from './seeking-pods.ts';
import { assertAffordable, tooLargeText } from './too-large.ts';

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

  it('requests no more because of nodes that take no pods', () => {
    const node = testNode('idle');
    for (const closed of [
      { ...node, spec: { unschedulable: true } },
      { ...node, metadata: { ...node.metadata, deletionTimestamp: 'now' } },
      testNode('idle', { taints: [{ key: 'karpenter.sh/disrupted' }] }),
    ])
      expect(neededCpu([closed], [])).to.equal(100);
    expect(neededCpu([node], [])).to.equal(4_050);
  });

  it('fits on a new node beside the pods that each node has, or it is told that it may not', () => {
    const daemon = {
      ...testPod('d', { node: 'a', cpu: '200m' }),
      metadata: { ownerReferences: [{ kind: 'DaemonSet' }] },
    };
    const nodes = [testNode('a', ofPool)];
    const idle = roomOf(karpenter, nodes, [daemon as never], config());
    expect(idle).to.include({ cpu: 3_850, holds: 3_800 });
    expect(tooLargeText(idle)).to.equal(
      'its pods request 3850m CPU, so that they fit on no node that is there, and a new one of their size holds 3800m',
    );
    const used = roomOf(karpenter, nodes, [daemon as never, testPod('p', { node: 'a', cpu: '1' })], config());
    expect(used).to.include({ cpu: 2_850, holds: 3_800 });
    expect(tooLargeText(used)).to.equal(undefined);
    expect(tooLargeText(roomOf(karpenter, [], [], config()))).to.equal(undefined);
    expect(roomOf(clusterAutoscaler, nodes, [], config())).to.not.have.property('holds');
  });

  it('requests no more than the configuration allows, for nodes cost money', () => {
    const { mostCpu } = config();
    expect(mostCpu).to.equal(16);
    expect(() => assertAffordable(karpenter, { cpu: 16_000 }, mostCpu)).to.not.throw();
    expect(() => assertAffordable(karpenter, { cpu: 95_050 }, mostCpu))
      .to.throw(InstrumentTooWeak)
      .that.includes({
        code: 'NODE_TOO_LARGE',
        expected:
          'a pod of at most 16 cores that fits on no node of NodePool default of Karpenter (nodes.autoscaler.mostCpu)',
        seen: 'a pod would have to request 95050m CPU, because a node of it has nearly as much left',
      });
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
      holds: 4_000,
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
