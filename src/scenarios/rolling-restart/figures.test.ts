import { expect } from 'chai';
import { figuresOf } from './figures.ts';

const pods = [
  { name: 'a', sigterm: 1_000, unlisted: 1_100, exit: 4_000, graceSeconds: 10, toleranceMs: 20 },
  { name: 'b', sigterm: 2_000, unlisted: 1_900, exit: 4_500, graceSeconds: 10, toleranceMs: 20 },
];
const request = (sent: number, ms: number, more: object = {}) => ({
  ...{ node: 'n1', sent, ended: sent + ms, reused: false, status: 200 },
  ...more,
});
const ledger = (requests: object[]) => ({ requests, due: 0, missed: 0, clocks: new Map() }) as never;

describe('The figures of pods that end under requests', () => {
  it('are of the slowest requests and of the pods that took longest', () => {
    const requests = [
      request(500, 3, { pod: 'a' }),
      request(1_850, 4, { pod: 'a' }),
      request(3_000, 5, { pod: 'a', reused: true }),
      request(3_000, 1_200, { pod: 'c' }),
      request(3_500, 2_000, { status: 503 }),
    ];
    expect(figuresOf(ledger(requests), pods, '1s')).to.deep.equal({
      ...{ requests: 5, failed: 1, slow: 1, slowest: 1.2, exit: 3, removal: 0.1, lastConnection: 0.75 },
      latency: {
        p50: { value: 0.004, overTime: { at: [0, 1, 2], values: [0.003, 0.004, 0.005] } },
        p99: { value: 1.2, overTime: { at: [0, 1, 2], values: [0.003, 0.004, 1.2] } },
      },
    });
  });

  it('are left out where nothing was seen', () => {
    expect(figuresOf(ledger([]), [], '1s')).to.deep.equal({ requests: 0, failed: 0, slow: 0, slowest: 0 });
  });
});
