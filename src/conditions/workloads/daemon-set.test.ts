import { expect } from 'chai';
import type { DaemonSet, Pod } from '../../cluster/kinds/kinds.ts';
import { judgeDaemonSet } from './daemon-set.ts';
import type { UnrealPod } from './unreal-nodes.ts';

const healthy = {
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
  observedGeneration: 1,
};

function judge(status: object, type = 'RollingUpdate') {
  const daemonSet = {
    metadata: { namespace: 'shop', name: 'agent', generation: 1 },
    spec: { updateStrategy: { type } },
    status: { ...healthy, ...status },
  } as unknown as DaemonSet;
  return judgeDaemonSet({ daemonSet, evidence: { pods: [], events: [] } }, { namespace: 'shop' });
}

const none = {
  desiredNumberScheduled: 0,
  currentNumberScheduled: 0,
  updatedNumberScheduled: 0,
  numberAvailable: 0,
  numberReady: 0,
};

describe('a DaemonSet', () => {
  it('that selects no node is not judged', () => {
    expect(judge(none)).to.deep.equal({ state: 'does not apply', reason: 'it selects no node' });
  });

  describe('of which a pod is on a node that runs nothing real', () => {
    const unreal = [{ pod: 'agent-turin', node: 'turin', why: 'virtual node (label type=virtual-kubelet)' }];
    const pod = (node: string, { ready = true, generation = '2', more = {} } = {}): Pod => ({
      metadata: { name: `agent-${node}`, labels: { 'pod-template-generation': generation }, ...more },
      spec: { nodeName: node, containers: [] },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    });
    const judged = (pods: readonly Pod[], status: object, which: readonly UnrealPod[] = unreal) => {
      const daemonSet = {
        metadata: { generation: 1, annotations: { 'deprecated.daemonset.template.generation': '2' } },
        status: {
          ...healthy,
          desiredNumberScheduled: 3,
          currentNumberScheduled: 3,
          updatedNumberScheduled: 3,
          ...status,
        },
      } as unknown as DaemonSet;
      return judgeDaemonSet({ daemonSet, evidence: { pods, events: [] }, unreal: which }, { namespace: 'shop' });
    };
    const turin = pod('turin', { ready: false });
    const real = [pod('n1'), pod('n2')];

    it('is ready when the others are', () => {
      expect(judged([...real, turin], { numberAvailable: 2 })).to.include({
        state: 'ready',
        reason: 'on each of its nodes but 1 that are not real, one is turin: virtual node (label type=virtual-kubelet)',
      });
      expect(judged([...real, turin], { numberAvailable: 2 }, []).state).to.equal('not yet');
    });

    it('is ready when the others are updated, and that one does not end', () => {
      const ending = pod('turin', {
        ready: false,
        generation: '1',
        more: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      });
      expect(judged([...real, ending], { updatedNumberScheduled: 2, numberAvailable: 2 }).state).to.equal('ready');
      // Its controller counts no pod that is being deleted and has ended.
      const status = { currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 };
      expect(judged([...real, ending], status).state).to.equal('ready');
    });

    it('is not while the others are not updated, and says what they may wait for', () => {
      const old = [pod('n1', { generation: '1' }), pod('n2')];
      expect(judged([...old, turin], { updatedNumberScheduled: 2, numberAvailable: 2 })).to.include({
        state: 'not yet',
        reason:
          '2 of 3 pods updated to the current template; its pod on turin is never available, which counts against its maxUnavailable: virtual node (label type=virtual-kubelet)',
      });
    });

    it('is not while the container of another one ends again and again, and runs right now', () => {
      const now = Date.parse('2026-01-01T12:00:00Z');
      const at = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
      const looping = ['n1', 'n2'].map((node) => {
        const one = pod(node);
        const terminated = { exitCode: 1, startedAt: at(310), finishedAt: at(305) };
        const app = { name: 'app', image: 'agent:2', imageID: '', ready: true, restartCount: 30 };
        Object.assign(one.status ?? {}, {
          containerStatuses: [{ ...app, state: { running: { startedAt: at(4) } }, lastState: { terminated } }],
        });
        return { ...one, spec: { nodeName: node, containers: [{ name: 'app' }] } };
      });
      const daemonSet = {
        metadata: { generation: 1 },
        status: { ...healthy, desiredNumberScheduled: 3, currentNumberScheduled: 3, updatedNumberScheduled: 3 },
      } as unknown as DaemonSet;
      const evidence = { pods: [...looping, turin], events: [], date: new Date(now) };
      const answer = judgeDaemonSet({ daemonSet, evidence, unreal }, { namespace: 'shop' });
      expect(answer.state).to.equal('not yet');
      expect(answer.reason).to.match(
        /^container app ended 5 s after .* restarted 30 times, .* \(2 of 2 pods, one is agent-n1\)$/,
      );
    });

    it('is not when another one is in trouble, which is the cause', () => {
      const broken = pod('n2', { ready: false });
      const waiting = { reason: 'ImagePullBackOff', message: 'not found' };
      const app = { name: 'app', image: 'agent:2', imageID: '', ready: false, restartCount: 0, state: { waiting } };
      Object.assign(broken.status ?? {}, { containerStatuses: [app] });
      const answer = judged([pod('n1'), broken, turin], { numberAvailable: 1 });
      expect(answer.state).to.equal('not yet');
      expect(answer.reason).to.match(
        /^image "agent:2" cannot be pulled \(ImagePullBackOff\).* \(1 of 2 pods, one is agent-n2\)$/,
      );
    });
  });

  for (const [what, status, type, reason] of [
    ['on each of its nodes', {}, 'RollingUpdate', 'on each of its nodes'],
    [
      'of strategy OnDelete with old pods',
      { updatedNumberScheduled: 0 },
      'OnDelete',
      'on each of its nodes; its pods change their template when they are deleted (OnDelete)',
    ],
  ] as const)
    it(`${what} is ready`, () => {
      const answer = judge(status, type);
      expect(answer.state).to.equal('ready');
      expect(answer.reason).to.equal(reason);
    });

  for (const [what, status, type, reason] of [
    [
      'not seen by its controller',
      { observedGeneration: 0 },
      'RollingUpdate',
      'its controller has not seen the current spec yet',
    ],
    ['missing on a node', { currentNumberScheduled: 1 }, 'RollingUpdate', 'a pod on 1 of 2 nodes'],
    [
      'in the middle of a rollout',
      { updatedNumberScheduled: 1 },
      'RollingUpdate',
      '1 of 2 pods updated to the current template',
    ],
    ['with a pod that is not available', { numberAvailable: 1 }, 'RollingUpdate', '1 of 2 pods available'],
    [
      'of strategy OnDelete with a pod that is not available',
      { numberAvailable: 1 },
      'OnDelete',
      '1 of 2 pods available',
    ],
  ] as const)
    it(`${what} is not ready yet`, () => {
      const answer = judge(status, type);
      expect([answer.state, answer.reason]).to.deep.equal(['not yet', reason]);
    });
});
