import { expect } from 'chai';
import { jumpingClock } from '../../src/time/clock.ts';
import { waitFor } from './wait-for.ts';

describe('Waiting for a part of the testbed', () => {
  it('ends when nothing is missing any more', async () => {
    const clock = jumpingClock();
    const answers = ['no process', 'no answer', undefined];
    await waitFor({ expected: 'etcd to be ready', missing: async () => answers.shift(), within: '10s', clock });
    expect(clock.now()).to.equal(200);
  });

  it('reports after the timeout what was missing last, and the evidence', async () => {
    const clock = jumpingClock();
    const thrown = await waitFor({
      expected: 'etcd to be ready',
      missing: async () => `no answer after ${clock.now()} ms`,
      within: '1s',
      evidence: async () => 'last lines of etcd.log: panic',
      clock,
    }).catch((error: Error) => error.message);
    expect(thrown).to.equal(
      'TESTBED_NOT_READY: no answer after 1000 ms\n                   last lines of etcd.log: panic\n  expected: etcd to be ready within 1s',
    );
  });
});
