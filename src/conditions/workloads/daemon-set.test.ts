import { expect } from 'chai';
import type { DaemonSet } from '../../cluster/kinds.ts';
import { judgeDaemonSet } from './daemon-set.ts';

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

  it('is ready when only pods on nodes that run nothing real are missing', () => {
    const daemonSet = {
      metadata: { generation: 1 },
      status: { ...healthy, numberAvailable: 1 },
    } as unknown as DaemonSet;
    const unreal = [{ pod: 'agent-x', node: 'turin', why: 'virtual node (label type=virtual-kubelet)' }];
    const seen = { daemonSet, evidence: { pods: [], events: [] } };
    expect(judgeDaemonSet({ ...seen, unreal }, { namespace: 'shop' })).to.include({
      state: 'ready',
      reason: 'on each of its nodes but 1 that are not real, one is turin: virtual node (label type=virtual-kubelet)',
    });
    expect(judgeDaemonSet(seen, { namespace: 'shop' }).state).to.equal('not yet');
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
