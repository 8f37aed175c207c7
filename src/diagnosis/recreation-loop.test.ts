import { expect } from 'chai';
import type { Event, Pod } from '../cluster/kinds/kinds.ts';
import { recreationLoop } from './recreation-loop.ts';

const date = new Date('2026-01-01T01:00:00Z');
const ago = (seconds: number) => new Date(date.getTime() - seconds * 1_000).toISOString();
const pods = ['web-0', 'web-1'].map((name): Pod => ({ metadata: { name, uid: `${name}-now` } }));
const evicted = (name: string, seconds: number, { reason = 'Evicted', uid = `${name}-${seconds}` } = {}): Event => ({
  ...{ metadata: {}, reason, lastTimestamp: ago(seconds), message: 'The node was low on resource: memory. ' },
  involvedObject: { kind: 'Pod', name, uid },
});
const killed = (pod: string, seconds: number, uid = 'agent-uid'): Event => ({
  ...{ metadata: {}, reason: 'FailedDaemonPod', lastTimestamp: ago(seconds) },
  message: `Found failed daemon pod shop/${pod} on node n1, will try to kill it`,
  involvedObject: { kind: 'DaemonSet', name: 'agent', uid },
});
const found = (events: readonly Event[]) => recreationLoop(pods, events, { uid: 'agent-uid', date });

describe('Pods that fail one after the other in the same place', () => {
  it('are a loop of a StatefulSet, by their name', () => {
    expect(found([130, 70, 10].map((seconds) => evicted('web-1', seconds)))).to.deep.equal({
      text: 'pods web-1 have failed 3 times in the last 10 minutes, the last one 10 s ago: Evicted: The node was low on resource: memory.',
      hopeless: false,
      todo: 'get events --field-selector reason=Evicted',
      recoveredInMs: 110_000,
    });
  });

  it('are a loop of a DaemonSet, by their node', () => {
    expect(found([killed('agent-a', 130), killed('agent-b', 70), killed('agent-c', 10)])?.text).to.equal(
      'pods on node n1 have failed 3 times in the last 10 minutes, the last one 10 s ago: FailedDaemonPod: Found failed daemon pod shop/agent-c on node n1, will try to kill it',
    );
  });

  for (const [what, events] of [
    ['of twice', [evicted('web-1', 70), evicted('web-1', 10)]],
    [
      'of different pods, as of a node under pressure',
      [evicted('web-0', 130), evicted('web-1', 70), evicted('web-1', 10)],
    ],
    ['of pods of another workload', [130, 70, 10].map((seconds) => evicted('db-0', seconds))],
    ['of another DaemonSet', [130, 70, 10].map((seconds) => killed(`agent-${seconds}`, seconds, 'other'))],
    ['of one pod alone', [130, 70, 10].map((seconds) => evicted('web-1', seconds, { uid: 'one' }))],
    [
      'of pods that have not failed',
      [130, 70, 10].map((seconds) => evicted('web-1', seconds, { reason: 'Unhealthy' })),
    ],
    ['that ended long ago', [900, 800, 700].map((seconds) => evicted('web-1', seconds))],
    ['that is over', [220, 190, 160].map((seconds) => evicted('web-1', seconds))],
  ] as const)
    it(`are no loop ${what}`, () => {
      expect(found(events)).to.equal(undefined);
    });
});
