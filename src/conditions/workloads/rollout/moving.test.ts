import { expect } from 'chai';
import type { Deployment, Pod } from '../../../cluster/kinds/kinds.ts';
import { withLook } from '../../../diagnosis/pod-history.ts';
import type { Observation } from '../../waiting/condition.ts';
import { judgeDeployment } from '../deployment.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00Z');
const END = BEGAN + 180_000;
const ref = { namespace: 'shop', name: 'web' };
/** A time in seconds since the wait began, as the API server writes it. */
const at = (seconds: number) => new Date(BEGAN + seconds * 1_000).toISOString().replace(/\.\d+/, '');

/** A pod that was created at a time, and is ready since another, in seconds since the wait began. */
function pod(created: number, ready?: number, { unready = created, template = 'new' } = {}): Pod {
  const isReady = ready !== undefined;
  const state = isReady ? { running: { startedAt: at(created) } } : { waiting: { reason: 'ContainerCreating' } };
  const name = `web-${created}-${ready}-${unready}`;
  return {
    metadata: { name, uid: name, creationTimestamp: at(created), labels: { 'pod-template-hash': template } },
    spec: { nodeName: 'n1', containers: [{ name: 'app', readinessProbe: {} }] },
    status: {
      phase: isReady ? 'Running' : 'Pending',
      startTime: at(created),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: at(ready ?? unready) }],
      containerStatuses: [{ name: 'app', image: 'web:1', imageID: '', ready: isReady, restartCount: 0, state }],
    },
  };
}

interface Seen {
  /** Its pods at the first look. */
  before: readonly Pod[];
  /** Those at the last one. */
  after: readonly Pod[];
  desired?: number;
  desiredBefore?: number;
  status?: object;
  spec?: object;
}

function judge({ before, after, desired = 10, desiredBefore = desired, status = {}, spec = {} }: Seen): Observation {
  const ready = after.filter((one) => one.status?.conditions?.[0]?.status === 'True').length;
  const first = withLook(undefined, before, { date: new Date(BEGAN), desired: desiredBefore });
  const history = withLook(first, after, { date: new Date(END), desired });
  const evidence = { pods: after, events: [], date: new Date(END), waitedSince: new Date(BEGAN), history };
  const deployment = {
    metadata: { ...ref, generation: 1 },
    spec: { replicas: desired, ...spec },
    status: {
      ...{ observedGeneration: 1, replicas: after.length, updatedReplicas: after.length },
      ...{ readyReplicas: ready, availableReplicas: ready, unavailableReplicas: desired - ready, ...status },
    },
  } as unknown as Deployment;
  return judgeDeployment(ref, { deployment, evidence }, {});
}

const ready = (number: number, created = -600) =>
  Array.from({ length: number }, (_, one) => pod(created + one, created + one + 10));
const isUnjudged = { state: 'not yet', isUnjudged: true };

function isRed(answer: Observation): void {
  expect(answer.state).to.equal('not yet');
  expect(answer).not.to.have.property('isUnjudged');
}

describe('A rollout that is not complete at the end of a wait', () => {
  it('is not judged when more of its pods are ready than at the beginning', () => {
    const answer = judge({ before: [pod(-20)], after: [...ready(3, 60), pod(150)] });
    expect(answer).to.deep.include({
      ...isUnjudged,
      reason:
        'its rollout moves: 4 of 10 replicas updated to the current template; 3 more pods of it are ready than at the beginning',
      todo: 'run again when it is over, or raise time.settle',
    });
  });

  it('is ready when no more pods are missing than it tolerates', () => {
    const rolling = { updatedReplicas: 4, replicas: 11, availableReplicas: 10, unavailableReplicas: 1 };
    expect(judge({ before: [pod(-20)], after: [...ready(3, 60), pod(150)], status: rolling })).to.deep.include({
      state: 'ready',
      isRemarkable: true,
    });
  });

  it('is red when no more pods are ready than at the beginning', () => {
    isRed(judge({ before: ready(3), after: [...ready(3), pod(150)] }));
  });

  it('is red when one of its pods does not become ready, and others do', () => {
    isRed(judge({ before: [], after: [...ready(3, 60), pod(20)] }));
    isRed(judge({ before: [], after: [...ready(3, 60), pod(-20)] }));
  });

  it('is red when pods that were ready are no more, and others are again', () => {
    const flapping = { unready: 160 };
    isRed(
      judge({
        desired: 3,
        before: [pod(-90, -80)],
        after: [pod(-90, 170), pod(-91, 150), pod(-92, undefined, flapping)],
      }),
    );
  });

  it('is red when it is paused', () => {
    isRed(judge({ before: [pod(-20)], after: [...ready(3, 60), pod(150)], spec: { paused: true } }));
  });

  it('is red when its controller cannot create pods', () => {
    const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: small' }];
    isRed(judge({ before: [pod(-20)], after: ready(3, 60), status: { conditions } }));
  });

  it('is red when nothing is known about the beginning', () => {
    const after = [...ready(3, 60), pod(150)];
    const evidence = { pods: after, events: [], date: new Date(END), waitedSince: new Date(BEGAN) };
    const status = { observedGeneration: 1, replicas: 4, updatedReplicas: 4, availableReplicas: 3 };
    const deployment = { metadata: { ...ref, generation: 1 }, spec: { replicas: 10 }, status } as unknown as Deployment;
    isRed(judgeDeployment(ref, { deployment, evidence }, {}));
  });

  it('is not judged when it began a moment ago', () => {
    const answer = judge({ before: [pod(-600, undefined, { template: 'old' })], after: [pod(170), pod(171)] });
    expect(answer).to.deep.include(isUnjudged);
    expect(answer.reason).to.match(/; it began during the wait$/);
    isRed(judge({ before: [], after: [pod(10), pod(11)] }));
  });

  it('is not judged when it was scaled a moment ago', () => {
    const before = [...ready(2), pod(-30)];
    const answer = judge({ desiredBefore: 3, desired: 5, before, after: [...ready(2), pod(170), pod(171), pod(172)] });
    expect(answer.reason).to.match(/; it was scaled from 3 during the wait$/);
    expect(answer).to.deep.include(isUnjudged);
  });

  it('is not judged while its ready pods do not count as available yet', () => {
    const status = { availableReplicas: 0 };
    const answer = judge({ before: ready(3, -60), after: ready(3, -60), status, spec: { minReadySeconds: 600 } });
    expect(answer).to.deep.include(isUnjudged);
    expect(answer.reason).to.equal(
      'its rollout moves: 3 of 10 replicas updated to the current template; 3 ready pods of it count after 600 s (minReadySeconds)',
    );
    const all = { readyReplicas: 3, availableReplicas: 0 };
    expect(
      judge({ desired: 3, before: ready(3, -60), after: ready(3, -60), status: all, spec: { minReadySeconds: 600 } })
        .reason,
    ).to.equal('its rollout moves: 0 of 3 replicas available: 3 are ready, which counts after 600 s (minReadySeconds)');
    isRed(judge({ desired: 3, before: ready(3, -900), after: ready(3, -900), status, spec: { minReadySeconds: 600 } }));
  });
});
