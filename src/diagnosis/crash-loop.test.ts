import { expect } from 'chai';
import type { Pod } from '../cluster/kinds.ts';
import { crashLoop, changedRecently } from './crash-loop.ts';

const date = new Date('2026-01-01T01:00:00Z');

function pod({ restartCount = 4, from = '00:59:40', to = '00:59:43', since = '00:59:58', metadata = {} } = {}): Pod {
  const at = (time: string) => `2026-01-01T${time}Z`;
  const terminated = { exitCode: 1, reason: 'Error', startedAt: at(from), finishedAt: at(to) };
  const state = { running: { startedAt: at(since) } };
  return {
    metadata: { name: 'web-1', ...metadata },
    status: { containerStatuses: [{ name: 'app', ready: true, restartCount, state, lastState: { terminated } }] },
  } as unknown as Pod;
}

describe('a container that crashes again and again, and runs at the moment', () => {
  it('is reported, with how long it ran before', () => {
    expect(crashLoop({ pods: [pod()], events: [] }, date)).to.deep.equal({
      text: 'container app ended 3 s after its last start (exit code 1), was restarted 4 times, and runs since a moment ago (pod web-1)',
      hopeless: false,
      todo: 'logs web-1 -c app --previous',
    });
  });

  it('is reported with the probe for which the kubelet ended it', () => {
    const message = 'Liveness probe failed: connection refused';
    const event = { involvedObject: { uid: 'web-1-uid' }, reason: 'Unhealthy', message, metadata: {} };
    const found = crashLoop({ pods: [pod({ metadata: { uid: 'web-1-uid' } })], events: [event] }, date);
    expect(found?.text).to.match(/since a moment ago; Liveness probe failed: connection refused \(pod web-1\)$/);
  });

  it('is reported although its pod was read before its last start', () => {
    const one = pod();
    for (const status of one.status?.containerStatuses ?? [])
      status.state = { waiting: { reason: 'CrashLoopBackOff' } };
    expect(crashLoop({ pods: [one], events: [] }, date)?.text).to.match(/4 times, and did not run a moment ago \(pod/);
  });

  for (const [what, one] of [
    ['has run for a minute since', pod({ since: '00:58:59' })],
    ['ran well for long before it ended', pod({ from: '00:10:00' })],
    ['was restarted once only', pod({ restartCount: 1 })],
    ['is being deleted', pod({ metadata: { deletionTimestamp: '2026-01-01T01:00:00Z' } })],
  ] as const)
    it(`is none that ${what}`, () => {
      expect(crashLoop({ pods: [one], events: [] }, date)).to.equal(undefined);
    });

  it('is searched for when a workload changed a moment ago, but not because of its rollout alone', () => {
    expect(changedRecently('2026-01-01T00:59:50Z', date)).to.equal(true);
    expect(changedRecently('2026-01-01T00:59:50Z', date, '2026-01-01T00:40:00Z')).to.equal(true);
    expect(changedRecently('2026-01-01T00:59:50Z', date, '2026-01-01T00:59:49Z')).to.equal(false);
    expect(changedRecently('2026-01-01T00:40:00Z', date)).to.equal(false);
    expect(changedRecently(undefined, date)).to.equal(false);
  });
});
