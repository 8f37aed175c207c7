import { expect } from 'chai';
import type { Event, Job, Pod } from '../../../cluster/kinds/kinds.ts';
import { judgeJob } from './job.ts';

/** How a Job that has not ended is judged with these pods. */
function observed(
  job: { spec?: object; status?: object; labels?: object },
  pods: readonly object[] = [],
  { events = [], now, last = false }: { events?: object[]; now?: string; last?: boolean } = {},
) {
  const { spec = {}, status = {}, labels } = job;
  const seen = { metadata: { namespace: 'shop', name: 'import', uid: 'j', labels }, spec, status } as unknown as Job;
  const date = now === undefined ? {} : { date: new Date(now) };
  const evidence = { pods: pods as Pod[], events: events as Event[], ...date };
  return judgeJob({ job: seen, evidence, last, ...date }, { namespace: 'shop', hangsAfter: '24h' });
}

/** The same as text. */
function judged(...given: Parameters<typeof observed>) {
  const { state, reason } = observed(...given);
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
    expect(judged({ status: { startTime: BEGUN } }, [], { events: [event] })).to.equal(
      'not yet: its pods cannot be created: exceeded quota: small',
    );
  });

  it('hangs in an init container that runs for too long', () => {
    const status = { active: 1, ready: 0 };
    expect(judged({ status }, [initialising], { now: '2026-01-01T20:00:00Z' })).to.equal('ready');
    expect(judged({ status }, [initialising], { now: '2026-01-31T00:00:00Z' })).to.equal(
      'not yet: init container load runs and has not ended: the containers after it wait (pod i); it has run for 30 days, and counts as hanging after 24h (jobs.hangsAfter)',
    );
    expect(
      judged({ status: { active: 2, ready: 1 } }, [initialising, running('a')], { now: '2026-01-31T00:00:00Z' }),
    ).to.equal('ready: 1 of 2 pods run');
  });

  for (const [command, outcome] of [
    ['until nc -z db 5432; do sleep 1; done', 'not yet'],
    ['while ! pg_isready -h db\ndo sleep 1\ndone', 'not yet'],
    ['kubectl -n shop wait --for=condition=Complete job/migrate', 'not yet'],
    ['until wget https://example.com/big.tar; do sleep 5; done', 'ready'],
    ['load --all', 'ready'],
  ] as const)
    it(`${outcome === 'ready' ? 'works' : 'waits'} in an init container that runs ${command}`, () => {
      const one = {
        ...initialising,
        spec: { nodeName: 'n1', initContainers: [{ name: 'load', command: ['sh', '-c', command] }] },
      };
      expect(observed({ status: { active: 1, ready: 0 } }, [one]).state).to.equal(outcome);
    });

  describe('between two tries', () => {
    const tried = pod('f', {
      phase: 'Failed',
      containerStatuses: [
        { name: 'app', ready: false, state: { terminated: { exitCode: 2, finishedAt: '2026-01-01T00:10:00Z' } } },
      ],
    });
    const status = { failed: 3, startTime: BEGUN };
    const why = 'it failed: container app ended with exit code 2 (pod f)';

    it('is waited for, and then not judged', () => {
      const text = `${why}; 3 tries have failed (backoffLimit 6), and the next one is due by 2026-01-01T00:10:40Z`;
      expect(judged({ status }, [tried], { now: '2026-01-01T00:10:30Z' })).to.equal(`not yet: ${text}`);
      expect(judged({ status }, [tried], { now: '2026-01-01T00:10:30Z', last: true })).to.equal(
        `does not apply: ${text}`,
      );
    });

    it('is not well when the next one does not come', () => {
      expect(judged({ status }, [tried], { now: '2026-01-01T00:12:00Z', last: true })).to.equal(`not yet: ${why}`);
    });
  });

  describe('whose pod is to be replaced when it has ended', () => {
    const ending = {
      ...running('a'),
      metadata: { ...running('a').metadata, deletionTimestamp: '2026-01-01T01:00:00Z' },
    };
    const job = { spec: { podReplacementPolicy: 'Failed' }, status: { terminating: 1, startTime: BEGUN } };

    it('is waited for, and then not judged', () => {
      const text = '1 pod may take until 2026-01-01T01:00:00Z to end, and is replaced then';
      expect(judged(job, [ending], { now: '2026-01-01T00:30:00Z' })).to.equal(`not yet: ${text}`);
      expect(judged(job, [ending], { now: '2026-01-01T00:30:00Z', last: true })).to.equal(`does not apply: ${text}`);
    });

    it('is not well when it does not end', () => {
      expect(judged(job, [ending], { now: '2026-01-01T02:00:00Z', last: true })).to.equal(
        'not yet: it is being deleted (pod a)',
      );
    });
  });

  it('is told since when it cannot be helped by waiting', () => {
    const one = { ...withoutImage, metadata: { ...withoutImage.metadata, creationTimestamp: BEGUN } };
    const now = '2026-01-01T00:30:00Z';
    expect(observed({ status: { active: 1, ready: 0 } }, [one], { now })).to.include({ stuckSince: BEGUN });
    const plain = { ...pending('b'), metadata: { ...pending('b').metadata, creationTimestamp: BEGUN } };
    expect(observed({ status: { active: 1, ready: 0 } }, [plain], { now })).not.to.have.property('stuckSince');
  });

  it('makes progress while a rule of its container restarts it', () => {
    const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
    const ended = { exitCode: 42, startedAt: BEGUN, finishedAt: '2026-01-01T00:00:20Z' };
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    const one = pod('r', {
      phase: 'Running',
      containerStatuses: [
        { name: 'app', ready: false, restartCount: 7, state: waiting, lastState: { terminated: ended } },
      ],
    });
    const spec = { nodeName: 'n1', restartPolicy: 'Never', containers: [{ name: 'app', restartPolicyRules: rules }] };
    const job = { status: { active: 1, ready: 0 } };
    expect(judged(job, [{ ...one, spec }], { now: '2026-01-01T00:00:30Z' })).to.equal('ready');
    expect(judged(job, [one], { now: '2026-01-01T00:00:30Z' })).to.match(/^not yet: container app (crashes|ended)/);
  });

  it('tells how the pod of an index that has failed for good has failed', () => {
    expect(judged({ status: { active: 1, ready: 1, failedIndexes: '0' } }, [running('a'), failed])).to.equal(
      'fatal: it will fail as soon as its other pods have ended: index 0 has failed for good; it failed: container app ended with exit code 2 (pod f)',
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
