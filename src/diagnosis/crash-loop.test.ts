import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { crashLoop, changedRecently } from './crash-loop.ts';

const date = new Date('2026-01-01T01:00:00Z');

function pod({
  list = 'containerStatuses',
  spec = {},
  restartCount = 4,
  from = '00:59:40',
  to = '00:59:43',
  since = '00:59:58',
  metadata = {},
  exitCode = 1,
  phase = 'Running',
} = {}): Pod {
  const at = (time: string) => `2026-01-01T${time}Z`;
  const terminated = { exitCode, reason: 'Error', startedAt: at(from), finishedAt: at(to) };
  const state = { running: { startedAt: at(since) } };
  return {
    metadata: { name: 'web-1', ...metadata },
    spec,
    status: { phase, [list]: [{ name: 'app', ready: true, restartCount, state, lastState: { terminated } }] },
  } as unknown as Pod;
}

describe('a container that crashes again and again, and runs at the moment', () => {
  it('is reported, with how long it ran before', () => {
    expect(crashLoop({ pods: [pod()], events: [] }, date)).to.deep.equal({
      text: 'container app ended 3 s after its last start (exit code 1), was restarted 4 times, and runs since a moment ago (pod web-1)',
      crashed: { pod: 'web-1', container: 'app' },
      hopeless: false,
      todo: 'logs web-1 -c app --previous',
      recoveredInMs: 58_000,
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
    ['ran for minutes and was restarted twice', pod({ from: '00:50:00', to: '00:59:00', restartCount: 2 })],
    [
      'has run for twice as long as before',
      pod({ from: '00:50:00', to: '00:52:00', since: '00:55:59', restartCount: 500 }),
    ],
    [
      'was restarted for changes of its pod, as by resizes in place',
      pod({ exitCode: 143, restartCount: 3, metadata: { generation: 4 } }),
    ],
    ['was restarted once more than its pod was changed', pod({ exitCode: 143, metadata: { generation: 4 } })],
    ['is an init container that was run again', pod({ list: 'initContainerStatuses' })],
    ['is one that somebody debugs with', pod({ list: 'ephemeralContainerStatuses' })],
    ['has ended with its pod, which was evicted', pod({ phase: 'Failed' })],
    ['is being deleted', pod({ metadata: { deletionTimestamp: '2026-01-01T01:00:00Z' } })],
  ] as const)
    it(`is none that ${what}`, () => {
      expect(crashLoop({ pods: [one], events: [] }, date)).to.equal(undefined);
    });

  for (const [what, one] of [
    ['by itself', pod({ metadata: { generation: 9 } })],
    ['by the kubelet, more often than the pod was changed', pod({ exitCode: 137, metadata: { generation: 3 } })],
    ['by the kubelet, of a cluster that does not count changes', pod({ exitCode: 137 })],
  ] as const)
    it(`is reported when it ends ${what}`, () => {
      expect(crashLoop({ pods: [one], events: [] }, date)?.text).to.match(/was restarted 4 times/);
    });

  it('is reported for a native sidecar, which runs next to the app', () => {
    const spec = { initContainers: [{ name: 'app', restartPolicy: 'Always' }] };
    const found = crashLoop({ pods: [pod({ list: 'initContainerStatuses', spec })], events: [] }, date);
    expect(found?.text).to.match(
      /^container app ended 3 s after its last start \(exit code 1\), was restarted 4 times/,
    );
  });

  it('is reported when it runs for minutes each time, as one that is ended for its memory', () => {
    const found = crashLoop(
      { pods: [pod({ from: '00:55:00', to: '00:56:50', since: '00:58:20', restartCount: 500 })], events: [] },
      date,
    );
    expect(found?.text).to.equal(
      'container app ended 110 s after its last start (exit code 1), was restarted 500 times, and runs since 100 s ago (pod web-1)',
    );
    expect(found?.recoveredInMs).to.equal(120_000);
  });

  describe('with rules of its own', () => {
    const loop = (rules: readonly object[], exitCode: number, given: Parameters<typeof pod>[0] = {}) => {
      const one = pod(given);
      const [app] = one.status?.containerStatuses ?? [];
      const terminated = { ...app?.lastState?.terminated, exitCode };
      Object.assign(one.status ?? {}, { containerStatuses: [{ ...app, lastState: { terminated } }] });
      Object.assign(one.spec ?? {}, { containers: [{ name: 'app', restartPolicyRules: rules }] });
      return crashLoop({ pods: [one], events: [] }, date)?.text;
    };
    const rule = (operator: string, ...values: number[]) => ({ action: 'Restart', exitCodes: { operator, values } });

    it('is no loop when one of them restarts it', () => {
      expect(loop([rule('In', 41), rule('In', 42)], 42)).to.equal(undefined);
      expect(loop([rule('NotIn', 1)], 42)).to.equal(undefined);
      expect(loop([{ ...rule('In', 42), action: 'RestartAllContainers' }], 42)).to.equal(undefined);
    });

    it('is a loop when one of them restarts it for the fifth time a few seconds after its start', () => {
      const often = { restartCount: 30, from: '00:59:38' };
      expect(loop([rule('NotIn', 0)], 1, often)).to.match(/^container app ended 5 s after .* restarted 30 times/);
      expect(loop([rule('NotIn', 0)], 1, { restartCount: 5 })).to.match(/^container app .* restarted 5 times/);
      expect(loop([rule('NotIn', 0)], 1, { restartCount: 4 })).to.equal(undefined);
      expect(loop([rule('NotIn', 0)], 1, { ...often, spec: { restartPolicy: 'Always' } })).to.match(/^container app/);
      for (const restartPolicy of ['Never', 'OnFailure'])
        expect(loop([rule('NotIn', 0)], 1, { ...often, spec: { restartPolicy } }), restartPolicy).to.equal(undefined);
    });

    it('is no loop when it did its work for a minute or more before it was restarted by one of them, or does since', () => {
      const worked = { restartCount: 30, from: '00:58:43' };
      expect(loop([rule('In', 42)], 42, worked)).to.equal(undefined);
      expect(loop([rule('In', 42)], 42, { restartCount: 30, from: '00:58:44' })).to.match(/^container app/);
      expect(loop([rule('In', 42)], 42, { restartCount: 30, since: '00:59:00' })).to.equal(undefined);
    });

    it('is a loop when none is about its end', () => {
      expect(loop([rule('In', 41), rule('NotIn', 42)], 42)).to.match(/^container app .*exit code 42/);
      expect(loop([], 42)).to.match(/^container app .*exit code 42/);
    });

    describe('with a rule that restarts all containers of its pod, of whose ends the API has no times,', () => {
      const all = (restartCount: number, startTime: string, since = '00:59:58') => {
        const one = pod({ restartCount, since });
        const [app] = one.status?.containerStatuses ?? [];
        const lastState = { terminated: { exitCode: 137, reason: 'RestartingAllContainers' } };
        const containerStatuses = [
          { ...app, lastState },
          { ...app, name: 'trainer', lastState },
        ];
        Object.assign(one.status ?? {}, { startTime, containerStatuses });
        const rules = [{ ...rule('In', 42), action: 'RestartAllContainers' }];
        const containers = [{ name: 'app' }, { name: 'trainer', restartPolicyRules: rules }];
        Object.assign(one.spec ?? {}, { containers });
        Object.assign(one.metadata ?? {}, { generation: 9 });
        return crashLoop({ pods: [one], events: [] }, date);
      };

      it('is a loop when it was restarted five times or more, after less than a minute on average', () => {
        expect(all(10, '2026-01-01T00:55:00Z')).to.deep.equal({
          text: 'all containers are restarted by the rule of container trainer, 10 times so far, every 30 s on average; app runs since a moment ago (pod web-1)',
          hopeless: false,
          todo: 'logs web-1 -c trainer',
          recoveredInMs: 58_000,
        });
        expect(all(5, '2026-01-01T00:55:00Z')?.text).to.match(/5 times so far, every 60 s/);
      });

      for (const [what, loop] of [
        ['was restarted four times', all(4, '2026-01-01T00:59:00Z')],
        ['worked for a minute or more on average', all(5, '2026-01-01T00:54:50Z')],
        ['ran well for a day before, and was restarted 1,000 times since', all(1_000, '2025-12-31T00:00:00Z')],
        ['has run for a minute since', all(10, '2026-01-01T00:56:00Z', '00:59:00')],
      ] as const)
        it(`is no loop when it ${what}`, () => {
          expect(loop).to.equal(undefined);
        });
    });

    it('is no loop when the rule of another container restarts all', () => {
      const pair = (startedAt: string) => {
        const one = pod();
        const [app] = one.status?.containerStatuses ?? [];
        const end = { ...app?.lastState?.terminated, exitCode: 42 };
        const trainer = { ...app, name: 'trainer', lastState: { terminated: end } };
        const victim = { ...app, lastState: { terminated: { ...end, exitCode: 1, startedAt } } };
        Object.assign(one.status ?? {}, { containerStatuses: [victim, trainer] });
        const rules = [{ ...rule('In', 42), action: 'RestartAllContainers' }];
        Object.assign(one.spec ?? {}, { containers: [{ name: 'trainer', restartPolicyRules: rules }] });
        return crashLoop({ pods: [one], events: [] }, date)?.text;
      };
      const [app] = pod().status?.containerStatuses ?? [];
      expect(pair(String(app?.lastState?.terminated?.startedAt))).to.equal(undefined);
      expect(pair(new Date(date.getTime() - 1_000).toISOString()), 'that started later').to.match(/^container app/);
    });
  });

  it('says how many pods share it', () => {
    const pods = [pod(), pod({ metadata: { name: 'web-2' } }), pod({ since: '00:10:00' })];
    expect(crashLoop({ pods, events: [] }, date)?.text).to.match(/\(2 of 3 pods, one is web-1\)$/);
  });

  it('is searched for when a workload changed in the last hour, also by its rollout', () => {
    expect(changedRecently('2026-01-01T00:00:10Z', date)).to.equal(true);
    expect(changedRecently('2025-12-31T23:59:50Z', date)).to.equal(false);
    expect(changedRecently(undefined, date)).to.equal(false);
  });
});
