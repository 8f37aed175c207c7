import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { crashLoop } from './crash-loop.ts';

const date = new Date('2026-01-01T12:00:00Z');
const ago = (minutes: number) => new Date(date.getTime() - minutes * 60_000).toISOString();

/** A pod whose container ended a while ago, in minutes. */
function pod({
  age = 200,
  restartCount = 9,
  ranFor = 20,
  endedAgo = 5,
  exitCode = 1,
  reason = 'Error',
  generation = 1,
}): Pod {
  const terminated = { exitCode, reason, startedAt: ago(endedAgo + ranFor), finishedAt: ago(endedAgo) };
  const state = { running: { startedAt: ago(endedAgo) } };
  return {
    metadata: { name: 'web-1', generation },
    status: {
      startTime: ago(age),
      containerStatuses: [{ name: 'app', ready: true, restartCount, state, lastState: { terminated } }],
    },
  } as unknown as Pod;
}

const found = (one: Pod) => crashLoop({ pods: [one], events: [] }, date);

describe('A container that runs for long each time before it ends', () => {
  it('ends again and again when it does so every twenty minutes', () => {
    expect(found(pod({ exitCode: 137, reason: 'OOMKilled' }))?.text).to.equal(
      'container app ended 1200 s after its last start (exit code 137, OOMKilled), was restarted 9 times, and runs since 300 s ago (pod web-1)',
    );
  });

  for (const [what, of] of [
    ['less than an hour apart, on average', { age: 500, restartCount: 9, ranFor: 50 }],
    ['for its memory, in a pod that has run well for a month', { age: 43_200, reason: 'OOMKilled', exitCode: 137 }],
    ['ended by the kubelet', { exitCode: 143 }],
    ['and has run for almost twice as long since', { endedAgo: 39 }],
    ['and has run for almost an hour since', { ranFor: 55, endedAgo: 59 }],
  ] as const)
    it(`is a crash loop that ends ${what}`, () => {
      expect(found(pod(of))).not.to.equal(undefined);
    });

  for (const [what, of] of [
    ['was restarted a few times, as when the cluster is upgraded', { restartCount: 4 }],
    ['has run for twice as long since', { endedAgo: 41 }],
    ['has run for an hour since', { ranFor: 55, endedAgo: 61 }],
    ['ran for more than an hour', { ranFor: 61 }],
    ['ended more than an hour apart, on average', { age: 43_200 }],
    ['ends by its own design', { exitCode: 0, reason: 'Completed' }],
    ['is restarted for changes of its pod', { exitCode: 143, generation: 10 }],
  ] as const)
    it(`is no crash loop that ${what}`, () => {
      expect(found(pod(of))).to.equal(undefined);
    });

  it('has recovered when it has run for twice as long, or for an hour', () => {
    expect(found(pod({}))?.recoveredInMs).to.equal(35 * 60_000);
    expect(found(pod({ ranFor: 50 }))?.recoveredInMs).to.equal(55 * 60_000);
  });
});
