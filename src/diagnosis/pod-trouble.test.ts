import { expect } from 'chai';
import type { Event, Pod } from '../cluster/kinds/kinds.ts';
import { podTrouble } from './pod-trouble.ts';
import { rootCause } from './root-cause.ts';

function pod(conditions: object[], containers: object[] = [], { spec = {}, metadata = {}, status = {} } = {}): Pod {
  return {
    metadata: { name: 'web-1', uid: 'web-1-uid', ...metadata },
    spec: { nodeName: 'n1', containers: [], ...spec },
    status: { conditions, containerStatuses: containers, ...status },
  } as unknown as Pod;
}

const scheduled = { type: 'PodScheduled', status: 'True' };
const unready = [scheduled, { type: 'Ready', status: 'False' }];
const container = (state: object, more: object = {}) => ({
  name: 'app',
  image: 'shop/web:9',
  imageID: 'sha256:1',
  ready: false,
  restartCount: 0,
  state,
  ...more,
});
const waiting = (reason: string, message?: string) => container({ waiting: { reason, message } });
const exited = { exitCode: 1, reason: 'Error', message: 'no database\n' };

describe('why a pod does not do its work', () => {
  it('is nothing when it is ready', () => {
    expect(podTrouble(pod([scheduled, { type: 'Ready', status: 'True' }]))).to.equal(undefined);
  });

  for (const [what, seen, text, hopeless] of [
    [
      'no room',
      pod(
        [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes are available' }],
        [],
        {
          spec: { nodeName: undefined },
        },
      ),
      'it cannot be scheduled: 0/2 nodes are available',
      false,
    ],
    [
      'a scheduling gate',
      pod([{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }], [], {
        spec: { nodeName: undefined, schedulingGates: [{ name: 'shop/wait' }] },
      }),
      'it is held back by shop/wait',
      false,
    ],
    ['no scheduler', pod([], [], { spec: { nodeName: undefined } }), 'the scheduler has not looked at it yet', false],
    ['no kubelet', pod([scheduled]), 'the kubelet of node n1 has not taken it up yet', false],
    [
      'an image pull that failed once',
      pod(unready, [waiting('ErrImagePull', 'connection reset')]),
      'image "shop/web:9" cannot be pulled (ErrImagePull): connection reset',
      false,
    ],
    [
      'an image that may not be pulled',
      pod(unready, [waiting('ErrImageNeverPull', 'it is not present with pull policy of Never')]),
      'image "shop/web:9" cannot be pulled (ErrImageNeverPull): it is not present with pull policy of Never',
      true,
    ],
    [
      'a missing Secret',
      pod(unready, [waiting('CreateContainerConfigError', 'secret "db" not found')]),
      'container app cannot be created (CreateContainerConfigError): secret "db" not found',
      true,
    ],
    [
      'a crash, between two starts',
      pod(unready, [container({ terminated: exited }, { restartCount: 1 })]),
      'container app crashes (exit code 1, restarted once): no database',
      false,
    ],
    [
      'a crash, just started again',
      pod(unready, [container({ running: {} }, { restartCount: 2, lastState: { terminated: exited } })]),
      'container app crashes (exit code 1, restarted 2 times): no database',
      false,
    ],
    [
      'a readiness probe, long after a crash that it got over',
      pod(
        [scheduled, { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-02T00:00:00Z' }],
        [
          container(
            { running: { startedAt: '2026-01-01T00:00:00Z' } },
            { started: true, restartCount: 1, lastState: { terminated: exited } },
          ),
        ],
      ),
      'container app runs and is not ready: its readiness probe does not succeed',
      false,
    ],
    [
      'a crash that it has not got over',
      pod(
        [scheduled, { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
        [
          container(
            { running: { startedAt: '2026-01-01T00:00:20Z' } },
            { started: true, restartCount: 1, lastState: { terminated: exited } },
          ),
        ],
      ),
      'container app crashes (exit code 1, restarted once): no database',
      false,
    ],
    [
      'an init container that does not end',
      pod(unready, [waiting('PodInitializing')], {
        spec: { initContainers: [{ name: 'wait-for-db' }] },
        status: { initContainerStatuses: [container({ running: {} }, { name: 'wait-for-db', started: true })] },
      }),
      'init container wait-for-db runs and has not ended: the containers after it wait',
      false,
    ],
    [
      'an init container that crashes',
      pod(unready, [waiting('PodInitializing')], {
        spec: { initContainers: [{ name: 'migrate' }] },
        status: {
          initContainerStatuses: [container({ terminated: exited }, { name: 'migrate', restartCount: 1 })],
        },
      }),
      'init container migrate crashes (exit code 1, restarted once): no database',
      false,
    ],
    [
      'a sidecar that does not get ready, and the containers after it wait',
      pod(unready, [waiting('PodInitializing')], {
        spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] },
        status: { initContainerStatuses: [container({ running: {} }, { name: 'proxy', started: false })] },
      }),
      'container proxy runs and its startup probe has not succeeded',
      false,
    ],
    [
      'a readiness probe',
      pod(unready, [container({ running: {} }, { started: true })]),
      'container app runs and is not ready: its readiness probe does not succeed',
      false,
    ],
    [
      'a startup probe',
      pod(unready, [container({ running: {} }, { started: false })]),
      'container app runs and its startup probe has not succeeded',
      false,
    ],
    [
      'a slow start',
      pod(unready, [container({ waiting: { reason: 'ContainerCreating' } }, { imageID: '' })]),
      'container app waits for its image, its volumes or its network (ContainerCreating)',
      false,
    ],
    [
      'a readiness gate',
      pod(
        [...unready, { type: 'lb', status: 'False', message: 'target unhealthy' }],
        [container({ running: {} }, { ready: true })],
        {
          spec: { nodeName: 'n1', readinessGates: [{ conditionType: 'lb' }] },
        },
      ),
      'its readiness gate lb is not met: target unhealthy',
      false,
    ],
    [
      'a lost node',
      pod(unready, [container({ running: {} }, { ready: true })]),
      'its node n1 has stopped reporting',
      false,
    ],
    [
      'an eviction',
      pod(unready, [], { status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' } }),
      'it failed (Evicted): The node was low on memory.',
      false,
    ],
    [
      'a failure of its own',
      pod(unready, [container({ terminated: exited })], { status: { phase: 'Failed' } }),
      'it failed: container app ended with exit code 1: no database',
      false,
    ],
    [
      'a failure of its own, after which the kubelet ends its sidecar',
      pod(
        unready,
        [
          container(
            { terminated: { ...exited, exitCode: 3, finishedAt: '2026-01-01T00:00:01Z' } },
            { name: 'migrate' },
          ),
        ],
        {
          spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }], containers: [{ name: 'migrate' }] },
          status: {
            phase: 'Failed',
            initContainerStatuses: [
              container({ terminated: { exitCode: 137, finishedAt: '2026-01-01T00:00:31Z' } }, { name: 'proxy' }),
            ],
          },
        },
      ),
      'it failed: container migrate ended with exit code 3: no database',
      false,
    ],
    [
      'a failure of its own, after which a plain sidecar was ended',
      pod(
        unready,
        [
          container({ terminated: { exitCode: 137, finishedAt: '2026-01-01T00:00:31Z' } }, { name: 'proxy' }),
          container({ terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:09Z' } }, { name: 'late' }),
          container({ terminated: { exitCode: 3, finishedAt: '2026-01-01T00:00:01Z' } }, { name: 'migrate' }),
        ],
        { status: { phase: 'Failed' } },
      ),
      'it failed: container migrate ended with exit code 3',
      false,
    ],
    [
      'a failure of an init container',
      pod(unready, [waiting('PodInitializing')], {
        spec: { initContainers: [{ name: 'fetch' }] },
        status: { phase: 'Failed', initContainerStatuses: [container({ terminated: exited }, { name: 'fetch' })] },
      }),
      'it failed: container fetch ended with exit code 1: no database',
      false,
    ],
    [
      'a crash, for which its sidecar is ended',
      pod(
        unready,
        [
          container(
            { waiting: { reason: 'CrashLoopBackOff' } },
            { restartCount: 5, lastState: { terminated: exited } },
          ),
        ],
        {
          spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] },
          status: { initContainerStatuses: [container({ terminated: { exitCode: 143 } }, { name: 'proxy' })] },
        },
      ),
      'container app crashes (exit code 1, restarted 5 times): no database',
      true,
    ],
    [
      'the end of a container after which its rule restarts all',
      pod(
        unready,
        [
          container({
            terminated: { exitCode: 1, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:10:02Z' },
          }),
          container(
            { terminated: { exitCode: 42, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:10:00Z' } },
            { name: 'trainer' },
          ),
        ],
        {
          spec: {
            containers: [
              { name: 'app' },
              {
                name: 'trainer',
                restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }],
              },
            ],
          },
        },
      ),
      'container trainer ended with exit code 42, and is restarted by a rule (restarted 0 times)',
      false,
    ],
    [
      'the end of a container that was removed to restart all',
      pod(unready, [
        container(
          { waiting: { reason: 'PodInitializing' } },
          { restartCount: 2, lastState: { terminated: { exitCode: 137, reason: 'RestartingAllContainers' } } },
        ),
      ]),
      'container app ended with exit code 137, RestartingAllContainers, and is restarted by a rule (restarted 2 times)',
      false,
    ],
    [
      'a restart of all that has happened again and again, of a container that was removed for it',
      pod(
        unready,
        [
          container(
            { waiting: { reason: 'PodInitializing' } },
            { restartCount: 15, lastState: { terminated: { exitCode: 137, reason: 'RestartingAllContainers' } } },
          ),
        ],
        {
          spec: {
            containers: [
              { name: 'app' },
              {
                name: 'trainer',
                restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }],
              },
            ],
          },
        },
      ),
      'all containers are restarted by the rule of container trainer, 15 times so far',
      false,
    ],
    [
      'a restart of all that has happened again and again, of a container that is starting',
      pod(
        unready,
        [
          container(
            { running: { startedAt: '2026-01-01T00:00:00Z' } },
            { restartCount: 6, lastState: { terminated: { exitCode: 137, reason: 'RestartingAllContainers' } } },
          ),
        ],
        {
          spec: {
            containers: [
              { name: 'app' },
              {
                name: 'trainer',
                restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }],
              },
            ],
          },
        },
      ),
      'all containers are restarted by the rule of container trainer, 6 times so far; app runs and is not ready',
      false,
    ],
    [
      'a hook of its start that fails',
      pod(unready, [
        container(
          { waiting: { reason: 'PostStartHookError', message: 'Exec lifecycle hook ([warm-up]) failed' } },
          { restartCount: 2, lastState: { terminated: { exitCode: 137, reason: 'Error' } } },
        ),
      ]),
      'container app is ended at each start, because its postStart hook fails (PostStartHookError): Exec lifecycle hook ([warm-up]) failed',
      false,
    ],
    [
      'its end, as it should be',
      pod(unready, [container({ terminated: { exitCode: 0, reason: 'Completed' } })], {
        status: { phase: 'Succeeded' },
      }),
      'it has completed',
      false,
    ],
    [
      'the end of one of its containers',
      pod(unready, [
        container({ running: {} }, { name: 'proxy', ready: true }),
        container({ terminated: { exitCode: 0, reason: 'Completed' } }),
      ]),
      'container app has ended with exit code 0',
      false,
    ],
    [
      'its deletion',
      pod(unready, [], { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      'it is being deleted',
      false,
    ],
    [
      'its deletion, which a finalizer holds up',
      pod(unready, [], { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['shop/backup'] } }),
      'it is being deleted, held by finalizer shop/backup',
      false,
    ],
    [
      'its deletion, which a lost node does not confirm',
      pod(unready, [container({ running: {} }, { ready: true })], {
        metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      }),
      'it is being deleted, and cannot end: its node n1 has stopped reporting',
      false,
    ],
  ] as [string, Pod, string, boolean][])
    it(`may be ${what}`, () => {
      expect(podTrouble(seen)).to.include({ text, hopeless });
    });
});

describe('the root cause among pods', () => {
  const crash = (name: string) =>
    pod(
      unready,
      [container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 4, lastState: { terminated: exited } })],
      {
        metadata: { name, uid: `${name}-uid` },
      },
    );
  const slow = (name: string) => pod(unready, [container({ running: {} })], { metadata: { name, uid: `${name}-uid` } });

  it('is what explains most, reported once, with how many pods share it', () => {
    const pods = [slow('web-a'), crash('web-b'), crash('web-c')];
    expect(rootCause({ pods, events: [] })?.text).to.equal(
      'container app crashes (exit code 1, restarted 4 times): no database (2 of 3 pods, one is web-b)',
    );
  });

  it('comes from the kubelet’s event when the pod itself does not say why', () => {
    const event = (name: string, message: string, lastTimestamp: string) =>
      ({
        involvedObject: { uid: `${name}-uid` },
        type: 'Warning',
        reason: 'Unhealthy',
        message,
        lastTimestamp,
        metadata: {},
      }) as unknown as Event;
    const events = [
      event('a', 'Readiness probe failed: HTTP probe failed with statuscode: 503', '2026-01-01T00:00:09Z'),
      event('a', 'Readiness probe failed: connection refused', '2026-01-01T00:00:01Z'),
      event('z', 'of another pod', '2026-01-01T00:00:10Z'),
    ];
    expect(rootCause({ pods: [slow('a')], events })?.text).to.equal(
      'container app runs and is not ready: its readiness probe does not succeed; Readiness probe failed: HTTP probe failed with statuscode: 503 (pod a)',
    );
  });

  const warning = (name: string, reason: string, message: string) =>
    ({ involvedObject: { uid: `${name}-uid` }, type: 'Warning', reason, message, metadata: {} }) as unknown as Event;

  it('names the probe for which the kubelet ends a container, because that is why it crashes', () => {
    const events = [
      warning('a', 'BackOff', 'Back-off restarting failed container app in pod a'),
      warning('a', 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'),
      warning('a', 'Unhealthy', 'Readiness probe failed: connection refused'),
    ];
    expect(rootCause({ pods: [crash('a')], events })?.text).to.equal(
      'container app crashes (exit code 1, restarted 4 times): no database; Liveness probe failed: HTTP probe failed with statuscode: 500 (pod a)',
    );
  });

  const SECRET = {
    exitCode: 1,
    reason: 'Error',
    message: 'no login at\nmysql://app:geheim@db/shop, password: geheim\n',
  };

  it('has the last words of a container that crashes without what looks like a credential', () => {
    const one = pod(unready, [container({ terminated: SECRET }, { restartCount: 1 })]);
    expect(podTrouble(one)?.crash?.said).to.equal('no login at mysql://app:***@db/shop, password: ***');
    expect(podTrouble(one)?.text).to.equal(
      'container app crashes (exit code 1, restarted once): no login at mysql://app:***@db/shop, password: ***',
    );
  });

  it('has the last words of a container for which its pod failed without what looks like a credential', () => {
    const one = pod(unready, [container({ terminated: SECRET })], { status: { phase: 'Failed' } });
    expect(podTrouble(one)?.text).to.equal(
      'it failed: container app ended with exit code 1: no login at mysql://app:***@db/shop, password: ***',
    );
  });

  it('looks for credentials before it shortens the last words', () => {
    const message = `password=${'ab!'.repeat(120)}`;
    const one = pod(unready, [container({ terminated: { ...SECRET, message } }, { restartCount: 1 })]);
    expect(podTrouble(one)?.crash?.said).to.equal('password=***');
  });

  it('has what the command of a hook or probe printed without what looks like a credential', () => {
    const hook = pod(unready, [waiting('PostStartHookError', 'failed, message: "password=geheim"')]);
    expect(podTrouble(hook)?.text).to.match(
      /postStart hook fails \(PostStartHookError\): failed, message: "password=\*\*\*"$/,
    );
    const events = [warning('a', 'Unhealthy', 'Liveness probe failed: no login with password=geheim')];
    expect(rootCause({ pods: [crash('a')], events })?.text).to.match(
      /failed: no login with password=\*\*\* \(pod a\)$/,
    );
    const slowly = [warning('a', 'Unhealthy', 'Readiness probe failed: no login with password=geheim')];
    expect(rootCause({ pods: [slow('a')], events: slowly })?.text).to.match(/no login with password=\*\*\* \(pod a\)$/);
  });

  it('keeps what the kubelet says of Secrets and tokens', () => {
    const message = 'failed to fetch token: pods "a" not found';
    const one = pod([scheduled], [waiting('ContainerCreating')], { metadata: { name: 'a', uid: 'a-uid' } });
    expect(rootCause({ pods: [one], events: [warning('a', 'FailedMount', message)] })?.text).to.include(message);
  });

  it('has the end of the log of a container for which its pod failed, if that left no message', () => {
    const failed = (terminated: object) =>
      pod(unready, [container({ terminated: terminated as typeof exited })], {
        ...{ metadata: { name: 'a', uid: 'a-uid' }, status: { phase: 'Failed' } },
      });
    const log = { pod: 'a', container: 'app', text: 'starting\nno such table\n' };
    const silent = rootCause({ pods: [failed({ exitCode: 2 })], events: [], log });
    expect(silent?.text).to.equal(
      'it failed: container app ended with exit code 2; the end of its log: starting | no such table (pod a)',
    );
    expect(silent?.crashed).to.deep.equal({ pod: 'a', container: 'app', isOver: true });
    const said = rootCause({ pods: [failed(exited)], events: [], log });
    expect(said).to.include({ text: 'it failed: container app ended with exit code 1: no database (pod a)' });
    expect(said).not.to.have.property('crashed');
  });

  it('names the hook for which the kubelet ends a container, also while that waits to start again', () => {
    const ended = { terminated: { exitCode: 137, reason: 'Error' } };
    const again = container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 4, lastState: ended });
    const one = pod(unready, [again], { metadata: { name: 'a', uid: 'a-uid' } });
    const event = (field: string) => {
      const said = warning('a', 'FailedPostStartHook', 'PostStartHook failed');
      return { ...said, involvedObject: { ...said.involvedObject, fieldPath: `spec.containers{${field}}` } } as Event;
    };
    const of = (name: string) => rootCause({ pods: [one], events: [event(name)] })?.text;
    expect(of('app')).to.equal(
      'container app is ended at each start, because its postStart hook fails (restarted 4 times): PostStartHook failed (pod a)',
    );
    expect(of('other')).to.equal('container app crashes (exit code 137, restarted 4 times) (pod a)');
  });

  it('leaves out a probe that is not what a pod waits for', () => {
    const going = pod(unready, [], {
      metadata: { name: 'a', uid: 'a-uid', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['shop/backup'] },
    });
    const events = [warning('a', 'Unhealthy', 'Readiness probe failed: connection refused')];
    expect(rootCause({ pods: [going], events })?.text).to.equal(
      'it is being deleted, held by finalizer shop/backup (pod a)',
    );
  });

  it('is not an eviction of long ago when an existing pod waits for something', () => {
    const evicted = pod(unready, [], {
      metadata: { name: 'old', uid: 'old-uid' },
      status: { phase: 'Failed', reason: 'Evicted' },
    });
    const starting = pod(unready, [container({ waiting: { reason: 'ContainerCreating' } }, { imageID: '' })], {
      metadata: { name: 'new', uid: 'new-uid' },
    });
    const events = [warning('new', 'FailedMount', 'MountVolume.SetUp failed: secret "db" not found')];
    expect(rootCause({ pods: [evicted, starting], events })?.text).to.equal(
      'container app waits for its image, its volumes or its network (ContainerCreating); MountVolume.SetUp failed: secret "db" not found (1 of 2 pods, one is new)',
    );
    expect(rootCause({ pods: [evicted, starting], events: [] })?.text).to.equal(
      'it failed (Evicted) (1 of 2 pods, one is old)',
    );
  });

  it('is nothing when all are ready', () => {
    expect(rootCause({ pods: [pod([{ type: 'Ready', status: 'True' }])], events: [] })).to.equal(undefined);
  });
});
