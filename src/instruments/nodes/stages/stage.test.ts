import { expect } from 'chai';
import { clusterAutoscaler, karpenter, testClaim, testEvent, testNode, testPod } from '../nodes.fixture.ts';
import type { Step } from '../timeline/terms.ts';
import { newTimeline, note, type Snapshot } from '../timeline/timeline.ts';
import { leftText } from './left-text.ts';
import type { StageSeen } from './stage-seen.ts';
import { judgeStage } from './stage.ts';
import { limitText, quoted } from './texts.ts';

const old = testNode('old');

/** What is seen after some looks, the last of which is told. */
function seen(looks: readonly Partial<Snapshot>[], more: Partial<StageSeen> = {}): StageSeen {
  const autoscaler = more.autoscaler ?? karpenter;
  const timeline = newTimeline({ nodes: [old], claims: [] }, autoscaler.pool !== undefined);
  const snapshots = looks.map((look) => ({ pods: [], nodes: [old], claims: [], isTriggered: false, ...look }));
  snapshots.forEach((snapshot, at) => note(timeline, snapshot, at));
  const { pods, nodes, claims } = snapshots.at(-1) ?? { pods: [], nodes: [], claims: [] };
  return { autoscaler, timeline, name: 's', wanted: 1, pods, nodes, claims, others: [], events: [], ...more };
}
const judged = (step: Step, looks: readonly Partial<Snapshot>[], more: Partial<StageSeen> = {}) => {
  const answer = judgeStage(step, seen(looks, more));
  return 'reason' in answer ? answer.reason : answer.state;
};
const pods = [testPod('s-1')];
const why = { ofNodes: [] };

describe('A node is asked for', () => {
  it('by a NodeClaim, or by an event of cluster-autoscaler', () => {
    expect(judged('asked', [{ pods, claims: [testClaim('c')] }])).to.equal('ready');
    expect(judged('asked', [{ pods, isTriggered: true }], { autoscaler: clusterAutoscaler })).to.equal('ready');
    expect(judged('asked', [{ pods }])).to.equal('no node was asked for');
    expect(judged('asked', [{ pods, claims: [testClaim('c')] }], { wanted: 2 })).to.equal(
      'only 1 of 2 nodes were asked for',
    );
  });

  it('is not, because the autoscaler does not run', () => {
    const controller = { spec: { replicas: 1 }, status: {} } as never;
    const answer = judgeStage('asked', seen([{ pods }], { why: { ...why, controller } }));
    expect(answer).to.deep.include({
      reason: 'no node was asked for: its Deployment karpenter/karpenter has no ready pod',
      counts: 'desired 1, ready 0',
      todo: 'kubectl -n karpenter describe deployment karpenter',
    });
    expect(judged('asked', [{ pods }], { why })).to.match(/karpenter\/karpenter does not exist$/);
  });

  it('is not, because a limit is reached', () => {
    const controller = { status: { readyReplicas: 1 } } as never;
    const pool = { spec: { limits: { cpu: 16 } }, status: { resources: { cpu: '16' } } };
    expect(judgeStage('asked', seen([{ pods }], { why: { ...why, controller, pool } }))).to.deep.include({
      reason: 'NodePool default of Karpenter has reached its limit',
      counts: 'cpu 16 of 16',
    });
  });

  it('is not, for a reason that the autoscaler tells', () => {
    const controller = { status: { readyReplicas: 1 } } as never;
    const ofKarpenter = [testEvent('s-1', 'FailedScheduling', 'no instance\n type')];
    expect(judged('asked', [{ pods }], { events: ofKarpenter, why: { ...why, controller } })).to.equal(
      'no node was asked for: Karpenter says: no instance type',
    );
    const events = [testEvent('s-1', 'NotTriggerScaleUp', 'max node group size reached', 'cluster-autoscaler')];
    expect(
      judged('asked', [{ pods }], { autoscaler: clusterAutoscaler, events, why: { ...why, controller } }),
    ).to.equal('no node was asked for: cluster-autoscaler says: max node group size reached');
  });

  it('is not judged, when a new node of the size of those that are there could not hold the pod', () => {
    const tooLarge = 'a new one of their size holds 3720m';
    const controller = { status: { readyReplicas: 1 } } as never;
    const events = [testEvent('s-1', 'FailedScheduling', 'no instance type')];
    const told = { why: { ...why, controller }, events, tooLarge };
    expect(judgeStage('asked', seen([{ pods }], told))).to.deep.include({
      reason: `no node was asked for: Karpenter says: no instance type; ${tooLarge}`,
      isUnjudged: true,
    });
    const stopped = judgeStage('asked', seen([{ pods }], { why, tooLarge }));
    expect(stopped).to.not.have.property('isUnjudged');
  });

  it('need not be, when a pod finds room on a node that was there: that is not judged', () => {
    const answer = judgeStage('asked', seen([{ pods: [testPod('s-1', { node: 'old' })] }]));
    expect(answer).to.deep.include({
      reason: 'pod w/s-1 found room on node old, which was there before: no node had to be added',
      isUnjudged: true,
    });
  });

  it('cannot be, without pods that the scheduler has looked at', () => {
    const events = [
      {
        ...testEvent('s-5d4f8c7b6d', 'FailedCreate', 'exceeded quota: cpu'),
        involvedObject: { kind: 'ReplicaSet', name: 's-5d4f8c7b6d' },
      },
    ] as never;
    expect(judged('asked', [{}], { events })).to.equal('its pods cannot be created: exceeded quota: cpu');
    const fresh = { ...testPod('s-1'), status: { phase: 'Pending' } } as never;
    expect(judged('asked', [{ pods: [fresh] }])).to.equal('the scheduler has not looked at it yet (pod s-1)');
  });
});

describe('A node that was asked for', () => {
  const asked = (conditions: object[]) => [{ pods, claims: [testClaim('c', undefined, conditions)] }];

  it('joins the cluster, or the reason is that of its NodeClaim', () => {
    expect(judged('registered', [{ pods, claims: [testClaim('c', 'n')], nodes: [testNode('n')] }])).to.equal('ready');
    const message = 'Node not registered with cluster';
    expect(judged('registered', asked([{ type: 'Registered', status: 'Unknown', message }]))).to.equal(
      `the node of NodeClaim c has not joined the cluster: ${message}`,
    );
    expect(judged('registered', asked([{ type: 'Launched', status: 'False', message: 'no capacity' }]))).to.equal(
      'the node of NodeClaim c was not launched: no capacity',
    );
    expect(judged('registered', [...asked([]), { pods }])).to.equal(
      'NodeClaim c was deleted before its node joined the cluster',
    );
    expect(judged('registered', [{ pods, isTriggered: true }], { autoscaler: clusterAutoscaler })).to.equal(
      '0 of 1 node joined the cluster',
    );
  });

  it('becomes Ready, or the reason is that of its condition', () => {
    const joined = (ready: string) => [{ pods, claims: [testClaim('c', 'n')], nodes: [testNode('n', { ready })] }];
    expect(judged('ready', joined('True'))).to.equal('ready');
    const text = 'node n has joined the cluster, and is not Ready';
    expect(judged('ready', joined('False'))).to.equal(`${text}: container runtime is down`);
    expect(judged('ready', joined(''))).to.equal(`${text}: its kubelet has not reported`);
    expect(judged('ready', [...joined('False'), { pods }])).to.equal('a node that had joined is gone again');
  });

  it('runs the pods', () => {
    const looks = (pod: typeof pods) => [{ pods: pod, claims: [testClaim('c', 'n')], nodes: [testNode('n')] }];
    expect(judged('running', looks([testPod('s-1', { node: 'n' })]))).to.equal('ready');
    expect(judged('running', looks(pods))).to.match(/0\/1 nodes are available/);
  });
});

describe('A node whose pods are gone', () => {
  const used = { pods: [testPod('s-1', { node: 'n' })], claims: [testClaim('c', 'n')], nodes: [testNode('n')] };
  const kept = { ...used, pods: [] };

  it('is removed, with its request', () => {
    expect(judged('removed', [used, {}])).to.equal('ready');
    expect(judged('removed', [used, { claims: used.claims }])).to.equal('node n is still there');
  });

  it('is still there, for a reason that Karpenter tells', () => {
    const ofNodes = [testEvent('c', 'DisruptionBlocked', 'Nominated for a pending pod')];
    expect(judged('removed', [used, kept], { why: { ...why, ofNodes } })).to.equal(
      'node n is still there: Karpenter says: Nominated for a pending pod',
    );
    const unwell = { ...kept, nodes: [testNode('n', { ready: 'Unknown' })] };
    expect(judged('removed', [used, unwell])).to.equal('node n is still there, and is not Ready');
  });

  it('is rightly still there when a pod of others runs on it: that is not judged', () => {
    const others = [testPod('web-1', { node: 'n' })];
    expect(judgeStage('removed', seen([used, kept], { others }))).to.deep.include({
      reason: 'node n is still there, because pod w/web-1 of others runs on it',
      counts: 'pods of others on it: 1',
      isUnjudged: true,
    });
  });

  it('is told when it is left', () => {
    const { timeline } = seen([used]);
    expect(leftText(timeline, karpenter)).to.equal(
      'left when the check ended: NodeClaim c; the autoscaler removes what it can, else: kubectl delete nodeclaim NAME',
    );
    expect(leftText(seen([used, {}]).timeline, karpenter)).to.equal(undefined);
    const many = Array.from({ length: 12 }, (_, index) => testNode(`n-${index}`));
    expect(leftText(seen([{ nodes: many }], { autoscaler: clusterAutoscaler }).timeline, clusterAutoscaler)).to.match(
      /^left when the check ended: node n-0, .* and 2 more; .*: kubectl delete node NAME$/,
    );
  });
});

describe('Foreign texts', () => {
  it('are cut, and in one line', () => {
    expect(quoted('a\n  b')).to.equal('a b');
    expect(quoted('x'.repeat(400))).to.have.length(300);
  });

  it('name limits only where these are in the way', () => {
    const pool = { spec: { limits: { cpu: '16', memory: '64Gi' } }, status: { resources: { cpu: '14' } } };
    expect(limitText(pool)).to.equal(undefined);
    expect(limitText(pool, 'all available instance types exceed limits for nodepool')).to.equal(
      'cpu 14 of 16, memory 0 of 64Gi',
    );
    expect(limitText({})).to.equal(undefined);
  });
});
