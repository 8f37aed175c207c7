import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { replacementLoop } from './replacement-loop.ts';

const date = new Date('2026-01-01T01:00:00Z');
const ago = (seconds: number) => new Date(date.getTime() - seconds * 1_000).toISOString();
const failed = (
  name: string,
  created: number,
  { ended, ...more }: { ended?: number; phase?: string; reason?: string } = {},
) =>
  ({
    metadata: { name, creationTimestamp: ago(created) },
    status: {
      ...{ phase: 'Failed', reason: 'Evicted', startTime: ago(created) },
      ...(ended !== undefined && {
        conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: ago(ended) }],
      }),
      ...more,
    },
  }) as unknown as Pod;
const looks = (pods: readonly Pod[]) => replacementLoop(pods, date);

describe('Pods that fail one after the other', () => {
  it('are a loop from three on, with their reason', () => {
    const pods = [failed('web-c', 40), failed('web-b', 100), failed('web-a', 160)];
    expect(looks(pods)).to.deep.equal({
      text: '3 pods have failed one after the other in the last 10 minutes, the last one 40 s ago: it failed (Evicted) (one is web-c)',
      hopeless: false,
      todo: 'describe pod web-c',
      recoveredInMs: 80_000,
    });
    expect(looks(pods.slice(1))).to.equal(undefined);
  });

  it('are one that was evicted when the next was created later', () => {
    const pods = [failed('c', 90, { ended: 30 }), failed('b', 150, { ended: 92 }), failed('a', 210, { ended: 152 })];
    expect(looks(pods)?.text).to.match(/^3 pods .* the last one 30 s ago/);
  });

  for (const [what, pods] of [
    ['that failed together', [1, 2, 3, 4, 5].map((n) => failed(`web-${n}`, 300 + 10 * n, { ended: 20 }))],
    ['that were created together', [1, 2, 3, 4].map((n) => failed(`web-${n}`, 30))],
    ['of long ago', [1, 2, 3, 4].map((n) => failed(`web-${n}`, 600 + 60 * n))],
    ['after which the next one has lasted', [1, 2, 3, 4].map((n) => failed(`web-${n}`, 70 + 60 * n))],
    ['whose nodes are shut down', [1, 2, 3].map((n) => failed(`web-${n}`, 60 * n, { reason: 'Terminated' }))],
    [
      'of many that run',
      [1, 2, 3, ...Array.from({ length: 40 }, (_, n) => n + 10)].map((n) =>
        failed(`web-${n}`, 60 * n, n < 10 ? {} : { phase: 'Running' }),
      ),
    ],
    ['that run', [1, 2, 3, 4].map((n) => failed(`web-${n}`, 60 * n, { phase: 'Running' }))],
  ] as const)
    it(`are no loop when they are some ${what}`, () => {
      expect(looks(pods)).to.equal(undefined);
    });
});
