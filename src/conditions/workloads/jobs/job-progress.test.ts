import { expect } from 'chai';
import type { Event, Job, Pod } from '../../../cluster/kinds.ts';
import { judgeJob } from './job.ts';

/** A Job that has not ended, as it is judged with these pods. */
function judged(
  job: { spec?: object; status?: object; labels?: object },
  pods: readonly object[] = [],
  events: object[] = [],
) {
  const { spec = {}, status = {}, labels } = job;
  const seen = { metadata: { namespace: 'shop', name: 'import', uid: 'j', labels }, spec, status } as unknown as Job;
  const evidence = { pods: pods as Pod[], events: events as Event[] };
  const { state, reason } = judgeJob({ job: seen, evidence }, { namespace: 'shop' });
  return reason === undefined ? state : `${state}: ${reason}`;
}

const BEGUN = '2026-01-01T00:00:00Z';
const pod = (name: string, status: object, spec: object = { nodeName: 'n1' }) => ({
  metadata: { name, uid: name },
  spec,
  status,
});
const pending = (name: string) =>
  pod(
    name,
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] },
    {},
  );
const gated = {
  ...pod('g', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
  spec: { schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }] },
};
const running = (name: string) =>
  pod(name, {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'app', ready: true, state: { running: {} } }],
  });
const initialising = pod('i', {
  phase: 'Pending',
  initContainerStatuses: [{ name: 'load', ready: false, state: { running: { startedAt: BEGUN } }, restartCount: 0 }],
});
initialising.spec = { nodeName: 'n1', initContainers: [{ name: 'load' }] };
const waits = {
  ...pod('i', {
    phase: 'Pending',
    initContainerStatuses: [
      { name: 'wait-for-db', ready: false, state: { running: { startedAt: BEGUN } }, restartCount: 0 },
    ],
  }),
  spec: { nodeName: 'n1', initContainers: [{ name: 'wait-for-db' }] },
};
const blocked = {
  ...pod('b', {
    phase: 'Pending',
    initContainerStatuses: [
      { name: 'proxy', ready: false, started: false, state: { running: { startedAt: BEGUN } }, restartCount: 0 },
    ],
    containerStatuses: [{ name: 'app', ready: false, imageID: '', state: { waiting: { reason: 'PodInitializing' } } }],
  }),
  spec: { nodeName: 'n1', initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] },
};
const kept = (by: string) =>
  pod('k', {
    phase: 'Running',
    containerStatuses: [
      { name: 'app', ready: false, state: { terminated: { exitCode: 0, finishedAt: BEGUN } }, restartCount: 0 },
      { name: by, ready: true, state: { running: { startedAt: BEGUN } }, restartCount: 0 },
    ],
  });
const unready = pod('u', {
  phase: 'Running',
  containerStatuses: [{ name: 'app', ready: false, state: { running: { startedAt: BEGUN } }, restartCount: 0 }],
});
const withoutImage = pod('w', {
  phase: 'Pending',
  containerStatuses: [
    { name: 'app', image: 'shop/x:1', ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } },
  ],
});
const failed = pod('f', {
  phase: 'Failed',
  containerStatuses: [{ name: 'app', ready: false, state: { terminated: { exitCode: 2 } } }],
});

describe('A Job that has not ended', () => {
  for (const [what, status, pods, outcome] of [
    ['whose pods run for days', { active: 2, ready: 2 }, [], 'ready'],
    ['whose pod runs without being ready', { active: 1, ready: 0 }, [unready], 'ready'],
    ['whose pod runs an init container for long', { active: 1, ready: 0 }, [initialising], 'ready'],
    [
      'with many pods, of which some wait for a node',
      { active: 3, ready: 1 },
      [running('a'), pending('b'), pending('c')],
      'ready: 1 of 3 pods run',
    ],
    [
      'whose only pod waits for a node',
      { active: 1, ready: 0 },
      [pending('b')],
      'not yet: it cannot be scheduled: 0/3 nodes are available (pod b)',
    ],
    [
      'that waits for a node with its last pods, after others have completed',
      { active: 1, ready: 0, succeeded: 3 },
      [pending('b'), pod('s', { phase: 'Succeeded' })],
      'not yet: it cannot be scheduled: 0/3 nodes are available (pod b)',
    ],
    [
      'one pod of which has no image while another runs',
      { active: 2, ready: 1 },
      [running('a'), withoutImage],
      'not yet: image "shop/x:1" cannot be pulled (ImagePullBackOff) (pod w)',
    ],
    [
      'whose sidecar does not start, so that nothing else does',
      { active: 1, ready: 0 },
      [blocked],
      'not yet: container proxy runs and its startup probe has not succeeded (pod b)',
    ],
    [
      'that waits for something by an init container',
      { active: 1, ready: 0 },
      [waits],
      'not yet: init container wait-for-db runs and has not ended: the containers after it wait (pod i)',
    ],
    [
      'whose work has ended beside a proxy that does not end',
      { active: 1, ready: 0 },
      [kept('istio-proxy')],
      'not yet: container app has ended with exit code 0, and istio-proxy, which does not end by itself, keeps the pod (pod k)',
    ],
    ['one container of which has ended before the others', { active: 1, ready: 0 }, [kept('transform')], 'ready'],
    [
      'that works with one pod while a proxy keeps another',
      { active: 2, ready: 1 },
      [running('a'), kept('istio-proxy')],
      'ready: 1 of 2 pods run',
    ],
    [
      'that waits to try again, with no pod that runs',
      { failed: 1, startTime: BEGUN },
      [failed],
      'not yet: it failed: container app ended with exit code 2 (pod f)',
    ],
    ['that its controller has not begun', {}, [], 'not yet: its controller has not begun it'],
    ['without pods', { startTime: BEGUN }, [], 'not yet: none of its pods runs'],
    [
      'an index of which has failed for good',
      { active: 2, ready: 2, failedIndexes: '3,5' },
      [],
      'fatal: it will fail as soon as its other pods have ended: index 3,5 has failed for good',
    ],
    [
      'whose pods a queue holds back',
      { active: 1 },
      [gated],
      'does not apply: its pods: it is held back by kueue.x-k8s.io/admission',
    ],
  ] as [string, object, object[], string][])
    it(`${what}: ${outcome}`, () => {
      expect(judged({ status }, pods)).to.equal(outcome);
    });

  it('is told why its pods cannot be created', () => {
    const event = {
      reason: 'FailedCreate',
      message: 'exceeded quota: small',
      involvedObject: { uid: 'j' },
      metadata: {},
    };
    expect(judged({ status: { startTime: BEGUN } }, [], [event])).to.equal(
      'not yet: its pods cannot be created: exceeded quota: small',
    );
  });

  it('may succeed although an index has failed, by its success policy', () => {
    const spec = { successPolicy: { rules: [{ succeededCount: 1 }] } };
    expect(judged({ spec, status: { active: 1, ready: 1, failedIndexes: '0' } }, [running('a')])).to.equal('ready');
  });

  for (const [what, job, why] of [
    ['suspended', { spec: { suspend: true } }, 'it is suspended'],
    [
      'suspended, by its status',
      { status: { conditions: [{ type: 'Suspended', status: 'True' }] } },
      'it is suspended',
    ],
    [
      'suspended until its queue admits it',
      { spec: { suspend: true }, labels: { 'kueue.x-k8s.io/queue-name': 'batch' } },
      'it is suspended, and waits in queue batch of Kueue',
    ],
    [
      'run by another controller',
      { spec: { managedBy: 'kueue.x-k8s.io/multikueue' }, status: { active: 1 } },
      'it has not ended, and is run by kueue.x-k8s.io/multikueue: its pods are not judged',
    ],
    ['of parallelism 0', { spec: { parallelism: 0 } }, 'its parallelism is 0'],
  ] as const)
    it(`does not apply when it is ${what}`, () => {
      expect(judged(job)).to.equal(`does not apply: ${why}`);
    });
});
