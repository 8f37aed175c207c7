import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { youngPods } from './young-pods.ts';

const date = new Date('2026-01-01T01:00:00Z');
const at = (time: string) => `2026-01-01T${time}Z`;

function pod({
  since = '00:59:56',
  container = {},
  last = {},
  metadata = {},
  list = 'container',
  phase = 'Running',
}): Pod {
  const one = {
    name: 'app',
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: at(since) } },
    lastState: last,
  };
  const specs = list === 'container' ? 'containers' : 'initContainers';
  return {
    metadata: { name: 'web-1', ...metadata },
    spec: { containers: [], [specs]: [{ name: 'app', ...container }] },
    status: { phase, [`${list}Statuses`]: [one] },
  };
}

const ended = (from: string, to: string) => ({
  terminated: { exitCode: 2, startedAt: at(from), finishedAt: at(to) },
});

describe('A pod without a readiness probe', () => {
  it('has to run for a while before that shows anything', () => {
    expect(youngPods([pod({})], date)).to.deep.equal({
      text: 'container app has no readiness probe, and has run for 4 s, which counts after 20 s (pod web-1)',
      count: 1,
      ended: 0,
      provenInMs: 16_000,
    });
  });

  it('has to run for longer after it ended once', () => {
    const once = pod({ last: ended('00:59:30', '00:59:52') });
    expect(youngPods([once, pod({ since: '00:10:00' })], date)).to.deep.equal({
      text: 'container app has no readiness probe, ended once with exit code 2, and has run for 4 s, which counts after 44 s (1 of 2 pods, one is web-1)',
      count: 1,
      ended: 1,
      provenInMs: 40_000,
    });
  });

  for (const [what, one] of [
    ['has a native sidecar without one', pod({ list: 'initContainer', container: { restartPolicy: 'Always' } })],
    [
      'has ended and was not started again',
      { ...pod({}), status: { containerStatuses: [{ name: 'app', state: {} }] } },
    ],
  ] as const)
    it(`is young when it ${what}`, () => {
      expect(youngPods([one as unknown as Pod], date)?.count).to.equal(1);
    });

  for (const [what, one] of [
    ['has run for long enough', pod({ since: '00:59:40' })],
    ['has a probe that succeeds', pod({ container: { readinessProbe: {} } })],
    ['has an init container that runs', pod({ list: 'initContainer' })],
    ['has worked for long before it was started again', pod({ last: ended('00:10:00', '00:59:50') })],
    ['is being deleted', pod({ metadata: { deletionTimestamp: at('00:59:59') } })],
    ['is left over from an eviction', pod({ phase: 'Failed' })],
    ['has completed', pod({ phase: 'Succeeded' })],
  ] as const)
    it(`is not young when it ${what}`, () => {
      expect(youngPods([one], date)).to.equal(undefined);
    });
});
