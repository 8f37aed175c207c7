import { expect } from 'chai';
import { testAccount, testRun } from '../instruments/load/figures/account.fixture.ts';
import { statusLines } from './status-view.ts';

const where = { namespace: 'loadtest', name: 'locust' };
const worker = (pod: string, state: string, users: number, cpu: number) => ({
  id: `${pod}_${'a'.repeat(32)}`,
  state,
  users,
  cpu,
});

describe('The status of a load test', () => {
  it('shows the load, its figures, and each worker', () => {
    const run = testRun({ settled: false });
    delete run.stoppedAt;
    const status = testAccount({
      run,
      users: 20,
      rate: 188.24,
      requests: 3_770,
      failures: 12,
      failureRate: 0.5,
      expected: 3,
      workers: [worker('locust-worker-b', 'running', 10, 0.123), worker('locust-worker-a', 'missing', 0, 0.9)],
    });
    expect(statusLines(where, status, new Date((run.startedAt + 12) * 1_000))).to.deep.equal([
      'loadtest/locust  load running, 12.0 s of 30.0 s  http://shop.web',
      '20 users   188.2 requests/s   3770 requests   12 failures (0.32 %, 0.5/s)   p50 2 ms   p95 5 ms   p99 20 ms',
      '1 of 3 workers connected',
      '  worker           state     users     CPU',
      '  locust-worker-a  missing       0    90 %',
      '  locust-worker-b  running      10    12 %',
    ]);
  });

  it('says when there was no load yet, and how the last one ended', () => {
    expect(statusLines(where, testAccount({ run: null, requests: 0 }), new Date())[0]).to.equal(
      'loadtest/locust  no load yet  http://shop.web',
    );
    const [first, second] = statusLines(where, testAccount({ rate: 100 }), new Date());
    expect(first).to.equal('loadtest/locust  load ended after 30.0 s: run time over  http://shop.web');
    expect(second).to.match(/^0 users {3}0\.0 requests\/s/);
  });
});
