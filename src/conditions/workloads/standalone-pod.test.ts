import { expect } from 'chai';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { isStandalone, judgeStandalonePod } from './standalone-pod.ts';

const date = new Date('2026-01-01T00:10:00Z');
const MIRROR = { 'kubernetes.io/config.mirror': 'd0' };

/** A pod `etcd-n1` as it is judged. */
function judged({
  status,
  annotations = {},
  restartPolicy = 'Always',
  ...metadata
}: Record<string, unknown> & { status: object }) {
  const pod = {
    metadata: { name: 'etcd-n1', uid: 'e', annotations, ...metadata },
    spec: { nodeName: 'n1', restartPolicy, containers: [{ name: 'etcd' }] },
    status,
  } as unknown as Pod;
  const { state, reason } = judgeStandalonePod({ pod, evidence: { events: [] }, date }, 'kube-system');
  return reason === undefined ? state : `${state}: ${reason}`;
}

const up = { conditions: [{ type: 'Ready', status: 'True' }] };
const container = (more: object) => ({ name: 'etcd', image: 'etcd', imageID: 'x', restartCount: 0, ...more });
const ended = (exitCode: number) => ({
  terminated: { exitCode, reason: 'Error', startedAt: '2026-01-01T00:09:40Z', finishedAt: '2026-01-01T00:09:43Z' },
});

describe('A pod that no controller looks after', () => {
  it('is a static pod, whose object the node owns, or one without a controller', () => {
    const owner = (kind: string) => [{ apiVersion: 'v1', kind, name: 'x', uid: 'u', controller: true }];
    expect(isStandalone({ metadata: { annotations: MIRROR, ownerReferences: owner('Node') } })).to.equal(true);
    expect(isStandalone({ metadata: {} })).to.equal(true);
    expect(isStandalone({ metadata: { ownerReferences: owner('ReplicaSet') } })).to.equal(false);
  });

  it('that runs and is ready is well', () => {
    expect(judged({ annotations: MIRROR, status: { phase: 'Running', ...up } })).to.equal('ready');
  });

  it('that does not exist, or is being deleted, has disappeared', () => {
    expect(judgeStandalonePod({ pod: undefined, evidence: { events: [] }, date }, 'kube-system').state).to.equal(
      'disappeared',
    );
    expect(judged({ deletionTimestamp: '2026-01-01T00:00:00Z', status: { phase: 'Running', ...up } })).to.match(
      /^disappeared/,
    );
  });

  describe('of which a container has completed beside one that runs', () => {
    const aside = (exitCode: number, policy: string, more: { annotations?: object; other?: object } = {}) => {
      const done = { terminated: { exitCode, reason: 'Completed', finishedAt: '2026-01-01T00:00:00Z' } };
      const runs = { ready: true, state: { running: { startedAt: '2026-01-01T00:00:00Z' } }, ...more.other };
      const status = {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
        containerStatuses: [
          container({ name: 'work', ready: false, state: done }),
          container({ name: 'proxy', ...runs }),
        ],
      };
      return judged({ annotations: more.annotations ?? {}, restartPolicy: policy, status });
    };

    for (const policy of ['Never', 'OnFailure'])
      it(`is not judged with restartPolicy ${policy}`, () => {
        expect(aside(0, policy)).to.equal('does not apply: container work has completed, and the others run');
      });

    it('is not well when that one failed, is to run for ever, belongs to a static pod, or the others are in trouble', () => {
      expect(aside(1, 'Never')).to.match(/^not yet: .*/);
      expect(aside(0, 'Always')).to.match(/^not yet/);
      expect(aside(0, 'OnFailure', { annotations: MIRROR })).to.match(/^not yet/);
      expect(aside(0, 'OnFailure', { other: { ready: false } })).to.match(/^not yet: container proxy runs and is not/);
      const loops = { restartCount: 9, lastState: ended(2), state: { running: { startedAt: '2026-01-01T00:09:50Z' } } };
      expect(aside(0, 'OnFailure', { other: loops })).to.match(/^not yet: container proxy ended 3 s after/);
    });
  });

  it('that crashes says how', () => {
    const waiting = container({
      ready: false,
      restartCount: 7,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: ended(2),
    });
    expect(judged({ annotations: MIRROR, status: { phase: 'Running', containerStatuses: [waiting] } })).to.equal(
      'not yet: container etcd crashes (exit code 2, restarted 7 times) (pod etcd-n1)',
    );
  });

  it('that has crashed for long says since when, so that the wait may end early', () => {
    const waiting = container({
      ...{ ready: false, restartCount: 7, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(2) },
    });
    const status = {
      ...{ phase: 'Running', containerStatuses: [waiting] },
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2025-12-31T23:00:00Z' }],
    };
    const pod = { metadata: { name: 'etcd-n1', annotations: MIRROR }, spec: { nodeName: 'n1' }, status };
    const seen = { pod: pod as unknown as Pod, evidence: { events: [] }, date };
    expect(judgeStandalonePod(seen, 'kube-system')).to.include({ stuckSince: '2025-12-31T23:00:00Z' });
  });

  it('that crashes says the end of its log', () => {
    const waiting = container({
      ...{ ready: false, restartCount: 7, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(2) },
    });
    const pod = {
      ...{ metadata: { name: 'etcd-n1', annotations: MIRROR }, spec: { nodeName: 'n1' } },
      status: { phase: 'Running', containerStatuses: [waiting] },
    };
    const log = { pod: 'etcd-n1', container: 'etcd', text: 'no space left on device' };
    const seen = { pod: pod as unknown as Pod, evidence: { events: [], log }, date };
    expect(judgeStandalonePod(seen, 'kube-system').reason).to.match(/; the end of its log: no space left on device /);
  });

  it('that crashes again and again is not well at the moment at which it is ready either', () => {
    const running = { running: { startedAt: '2026-01-01T00:09:58Z' } };
    const now = container({ ready: true, restartCount: 7, state: running, lastState: ended(2) });
    expect(judged({ annotations: MIRROR, status: { phase: 'Running', ...up, containerStatuses: [now] } })).to.match(
      /^not yet: container etcd ended 3 s after its last start \(exit code 2\), was restarted 7 times/,
    );
  });

  it('that is not ready says so', () => {
    const now = container({ ready: false, started: true, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } });
    expect(judged({ status: { phase: 'Running', containerStatuses: [now] } })).to.equal(
      'not yet: container etcd runs and is not ready: its readiness probe does not succeed (pod etcd-n1)',
    );
  });

  it('that has completed does not apply', () => {
    expect(judged({ restartPolicy: 'Never', status: { phase: 'Succeeded' } })).to.equal(
      'does not apply: it has completed',
    );
  });

  it('that was to run once and failed does not apply; one that was to stay does, and so does a static one', () => {
    const evicted = { phase: 'Failed', reason: 'Evicted', message: 'low on memory' };
    expect(judged({ restartPolicy: 'Never', status: evicted })).to.equal(
      'does not apply: it was to run once, and is over: it failed (Evicted): low on memory',
    );
    expect(judged({ status: evicted })).to.equal('not yet: it failed (Evicted): low on memory (pod etcd-n1)');
    expect(judged({ annotations: MIRROR, restartPolicy: 'Never', status: evicted })).to.match(/^not yet: it failed/);
  });
});
