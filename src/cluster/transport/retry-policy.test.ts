import { expect } from 'chai';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';
import { backOff, pauseBeforeRepeat } from './retry-policy.ts';

const error = (
  code: ClusterErrorCode,
  { transient = true, retryAfterMs = undefined as number | undefined, seen = 'something' } = {},
) => new ClusterError(code, { expected: 'to get a thing', seen, transient, retryAfterMs });
const first = { failures: 1, elapsedMs: 0, chance: 1 };

describe('the retry policy', () => {
  for (const [repeat, code, pause] of [
    ['safe', 'CLUSTER_BUSY', 200],
    ['safe', 'CLUSTER_UNAVAILABLE', 200],
    ['safe', 'CLUSTER_TIMEOUT', 200],
    ['safe', 'CLUSTER_UNREACHABLE', 200],
    ['safe', 'CLUSTER_GONE', undefined],
    ['once', 'CLUSTER_BUSY', 200],
    ['once', 'CLUSTER_UNREACHABLE', 200],
    ['once', 'CLUSTER_UNAVAILABLE', undefined],
    ['once', 'CLUSTER_TIMEOUT', undefined],
    ['never', 'CLUSTER_BUSY', undefined],
  ] as const)
    it(`${pause === undefined ? 'does not repeat' : 'repeats'} a call that is ${repeat} after ${code}`, () => {
      expect(pauseBeforeRepeat({ repeat }, error(code), first)).to.equal(pause);
    });

  it('does not repeat a call that is refused permanently', () => {
    expect(pauseBeforeRepeat({ repeat: 'safe' }, error('CLUSTER_FORBIDDEN', { transient: false }), first)).to.equal(
      undefined,
    );
  });

  it('does not repeat a bug', () => {
    expect(pauseBeforeRepeat({ repeat: 'safe' }, new TypeError('x is undefined'), first)).to.equal(undefined);
  });

  it('does not repeat when the API server is healthy and only the pod behind it is not', () => {
    const unreachable = error('CLUSTER_UNAVAILABLE', {
      seen: '503 ServiceUnavailable: error trying to reach service: dial tcp 10.244.1.7:8080: connect: connection refused',
    });
    expect(pauseBeforeRepeat({ repeat: 'safe' }, unreachable, first)).to.equal(undefined);
  });

  it('waits as long as the server asks, unless that is longer than its 10 s', () => {
    const asked = (retryAfterMs: number) => error('CLUSTER_BUSY', { retryAfterMs });
    expect(pauseBeforeRepeat({ repeat: 'safe' }, asked(4_000), first)).to.equal(4_000);
    expect(pauseBeforeRepeat({ repeat: 'safe' }, asked(4_000), { ...first, elapsedMs: 6_001 })).to.equal(undefined);
    expect(pauseBeforeRepeat({ repeat: 'safe' }, asked(11_000), first)).to.equal(undefined);
  });

  it('backs off by doubling, spread over the upper half, up to the longest pause', () => {
    const pauses = [1, 2, 3, 4, 5, 6].map((failures) => backOff(failures, 200, 2_000, 1));
    expect(pauses).to.deep.equal([200, 400, 800, 1_600, 2_000, 2_000]);
    expect(backOff(3, 200, 2_000, 0)).to.equal(400);
  });
});
