import { expect } from 'chai';
import type { Deployment, Event, Pod } from '../../cluster/kinds/kinds.ts';
import { judgeDeployment } from './deployment.ts';

const ref = { namespace: 'shop', name: 'web' };
const healthy = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 2 };

function web(status: object, spec: object = {}): Deployment {
  return {
    metadata: { ...ref, uid: 'web-uid', generation: 2 },
    spec: { replicas: 3, selector: {}, template: {}, ...spec },
    status: { ...healthy, ...status },
  };
}

function pod(name: string, state: object, more: object = {}): Pod {
  return {
    metadata: { name, namespace: 'shop', uid: `${name}-uid` },
    spec: { nodeName: 'n1', containers: [] },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: 'False' },
      ],
      containerStatuses: [
        { name: 'app', image: 'shop/web:9', imageID: '', ready: false, restartCount: 0, state, ...more },
      ],
    },
  };
}

const backOff = {
  waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "shop/web:9": ErrImagePull: not found' },
};
const judge = (
  deployment: Deployment | undefined,
  { pods = [] as Pod[], events = [] as Event[], ours = false, replicas = undefined as number | undefined } = {},
) => judgeDeployment(ref, { deployment, evidence: { pods, events } }, { ours }, replicas);
const COUNTS = 'desired 3, updated 3, total 3, available 1, unavailable 2, ready 1';
const two = { availableReplicas: 1, unavailableReplicas: 2, readyReplicas: 1 };

describe('a Deployment', () => {
  it('whose pods fail one after the other is not well at the moments between', () => {
    const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
    const failed = [1, 2, 3, 4].map((minute) => ({
      metadata: { name: `web-${minute}`, creationTimestamp: at(minute) },
      status: { phase: 'Failed', reason: 'OutOfcpu', startTime: at(minute) },
    }));
    const evidence = { pods: failed as unknown as Pod[], events: [], date: new Date('2026-01-01T00:04:30Z') };
    const judged = judgeDeployment(ref, { deployment: web({}), evidence }, {});
    expect(judged).to.deep.include({ state: 'not yet', due: { inMs: 90_000 } });
    expect(judged.reason).to.match(
      /^4 pods have failed one after the other .* it failed \(OutOfcpu\) \(one is web-4\)$/,
    );

    const unavailable = web({ availableReplicas: 2, unavailableReplicas: 1, readyReplicas: 2 });
    const waited = { ...evidence, waitedSince: new Date('2026-01-01T00:01:30Z') };
    expect(judgeDeployment(ref, { deployment: unavailable, evidence: waited }, {}).reason).to.match(/OutOfcpu/);
  });

  it('is ready when all its replicas are of the current template and available', () => {
    expect(judge(web({}))).to.deep.equal({
      state: 'ready',
      reason: 'at its desired replicas',
      counts: 'desired 3, updated 3, total 3, available 3, unavailable 0, ready 3',
    });
  });

  it('is ready at zero replicas', () => {
    const none = { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 };
    expect(judge(web(none, { replicas: 0 })).state).to.equal('ready');
  });

  it('that has no number of replicas in its spec wants one', () => {
    const one = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
    expect(judge(web(one, { replicas: undefined })).state).to.equal('ready');
  });

  for (const [what, status, spec, reason] of [
    [
      'whose spec its controller has not seen',
      { observedGeneration: 1 },
      {},
      'its controller has not seen the current spec yet',
    ],
    ['in the middle of a rollout', { updatedReplicas: 1 }, {}, '1 of 3 replicas updated to the current template'],
    [
      'paused in the middle of a rollout',
      { updatedReplicas: 1 },
      { paused: true },
      'it is paused in the middle of a rollout, with 1 of 3 replicas updated',
    ],
    ['with old replicas', { replicas: 4 }, {}, '1 replica of an older template still there'],
    ['that shrinks', { replicas: 5, updatedReplicas: 5 }, {}, '2 replicas more than desired, not removed yet'],
    ['with replicas that are not available', { availableReplicas: 2 }, {}, '2 of 3 replicas available'],
    [
      'whose replicas are ready for too short a time',
      { availableReplicas: 1, unavailableReplicas: 2 },
      { minReadySeconds: 600 },
      '1 of 3 replicas available: 3 are ready, which counts after 600 s (minReadySeconds)',
    ],
  ] as const)
    it(`${what} is not ready yet, and says so`, () => {
      const answer = judge(web(status, spec));
      expect(answer.state).to.equal('not yet');
      expect(answer.reason).to.equal(reason);
    });

  it('paused when it is rolled out is ready', () => {
    expect(judge(web({}, { paused: true })).state).to.equal('ready');
  });

  it('of ours with another number of replicas than expected is not ready yet', () => {
    expect(judge(web({}), { ours: true, replicas: 6 })).to.include({
      ...{ state: 'not yet', reason: 'it asks for 3 replicas' },
      counts: 'desired 3, updated 3, total 3, available 3, unavailable 0, ready 3',
    });
    expect(judge(web({}), { ours: true, replicas: 3 }).state).to.equal('ready');
  });

  it('that does not exist has disappeared, or, if ours, does not exist yet', () => {
    expect(judge(undefined)).to.deep.equal({ state: 'disappeared', reason: 'it does not exist' });
    expect(judge(undefined, { ours: true })).to.deep.equal({
      state: 'not yet',
      reason: 'it does not exist',
      progress: 0,
    });
  });

  it('with a container that crashes again and again is not ready while the container runs', () => {
    const state = { running: { startedAt: '2026-01-01T00:00:20Z' } };
    const terminated = { exitCode: 1, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:03Z' };
    const pods = [pod('web-1', state, { ready: true, restartCount: 2, lastState: { terminated } })];
    const seen = { deployment: web({}), evidence: { pods, events: [], date: new Date('2026-01-01T00:00:21Z') } };
    expect(judgeDeployment(ref, seen, {})).to.deep.equal({
      state: 'not yet',
      reason:
        'container app ended 3 s after its last start (exit code 1), was restarted 2 times, and runs since a moment ago (pod web-1)',
      progress: 3,
      counts: 'desired 3, updated 3, total 3, available 3, unavailable 0, ready 3',
      todo: 'kubectl -n shop logs web-1 -c app --previous',
      due: { inMs: 59_000 },
    });
  });

  const youngPod = (name: string, startedAt = '2026-01-01T00:00:17Z'): Pod => {
    const one = pod(name, { running: { startedAt } }, { ready: true });
    return { ...one, spec: { containers: [{ name: 'app' }] } };
  };
  const judgeYoung = (pods: Pod[]) =>
    judgeDeployment(
      ref,
      { deployment: web({}), evidence: { pods, events: [], date: new Date('2026-01-01T00:00:21Z') } },
      {},
    );

  it('whose pods run for a moment without a readiness probe is not ready before they have run for a while', () => {
    expect(judgeYoung([youngPod('web-1')])).to.deep.equal({
      state: 'not yet',
      reason: 'container app has no readiness probe, and has run for 4 s, which counts after 20 s (pod web-1)',
      progress: 3,
      counts: 'desired 3, updated 3, total 3, available 3, unavailable 0, ready 3',
      due: { inMs: 16_000, lasts: true },
    });
  });

  it('that is being deleted is nothing to judge, unless it is ours', () => {
    const going = web(two);
    going.metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(judge(going)).to.deep.equal({
      state: 'disappeared',
      reason: 'it is being deleted, since 2026-01-01T00:00:00Z',
      isTerminating: true,
    });
    expect(judge(going, { ours: true }).state).to.equal('not yet');
  });

  it('reports the root cause of its pods first', () => {
    const pods = [pod('web-1', backOff), pod('web-2', backOff)];
    expect(judge(web(two), { pods })).to.deep.equal({
      state: 'not yet',
      reason: `image "shop/web:9" cannot be pulled (ImagePullBackOff): not found (2 of 2 pods, one is web-1)`,
      progress: 1,
      counts: COUNTS,
      todo: 'kubectl -n shop describe pod web-1',
    });
  });

  it('of ours is hopeless when its image cannot be pulled', () => {
    const answer = judge(web(two), { pods: [pod('web-1', backOff)], ours: true });
    expect(answer).to.include({ state: 'fatal', todo: 'kubectl -n shop describe pod web-1' });
  });

  it('of ours is not hopeless before its controller has seen the repaired spec', () => {
    const answer = judge(web({ ...two, observedGeneration: 1 }), { pods: [pod('web-1', backOff)], ours: true });
    expect(answer.state).to.equal('not yet');
  });

  it('of ours in a crash loop is hopeless, and says how it crashes', () => {
    const crashing = pod(
      'web-1',
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container' } },
      { restartCount: 3, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
    );
    expect(judge(web(two), { pods: [crashing], ours: true })).to.deep.equal({
      state: 'fatal',
      reason: `container app crashes (exit code 137, OOMKilled, restarted 3 times) (pod web-1)`,
      counts: COUNTS,
      todo: 'kubectl -n shop logs web-1 -c app --previous',
    });
  });

  const quota = 'pods "web-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';
  const overQuota = {
    ...two,
    conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: quota }],
  };

  it('names the quota that stops it, and is hopeless if ours', () => {
    expect(judge(web(overQuota)).reason).to.equal(`its pods cannot be created: ${quota}`);
    expect(judge(web(overQuota), { ours: true }).state).to.equal('fatal');
  });

  it('of ours is not hopeless while terminating pods fill the quota', () => {
    const leaving = { ...pod('web-0', {}), metadata: { name: 'web-0', deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(judge(web(overQuota), { pods: [leaving], ours: true }).state).to.equal('not yet');
  });

  it('of ours that makes no progress is hopeless; of the cluster it is not ready yet', () => {
    const message = 'ReplicaSet "web-1" has timed out progressing.';
    const stuck = {
      ...two,
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }],
    };
    expect(judge(web(stuck)).reason).to.equal(`its rollout makes no progress: ${message}`);
    expect([judge(web(stuck)).state, judge(web(stuck), { ours: true }).state]).to.deep.equal(['not yet', 'fatal']);
  });

  it('that has recovered is ready, whatever its conditions said before', () => {
    const late = { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] };
    expect(judge(web(late)).state).to.equal('ready');
  });
});
