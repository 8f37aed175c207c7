import { expect } from 'chai';
import { statistics } from './statistics.ts';
import { testAccount, testRun } from './account.fixture.ts';

describe('The statistics of a load test', () => {
  it('are those of all requests, then of each endpoint, in seconds', () => {
    const figures = {
      requests: 3_000,
      failures: 0,
      failureRatio: 0,
      rate: 100,
      rateError: 2 / 30,
      p50: 0.002,
      p95: 0.005,
      p99: 0.02,
    };
    expect(statistics(testAccount(), 0)).to.deep.equal([
      { endpoint: 'all', ...figures },
      { endpoint: 'GET /', ...figures },
    ]);
  });

  it('take the rate from the time when all users were there', () => {
    const account = testAccount();
    const { startedAt } = account.run!;
    const num_reqs_per_sec = { ...account.total.num_reqs_per_sec, [startedAt]: 10, [startedAt + 1]: 10 };
    const total = { ...account.total, num_reqs_per_sec };
    expect(statistics({ ...account, total }, 0)[0]?.rate).to.equal(94);
    expect(statistics({ ...account, total }, 2)[0]?.rate).to.equal(100);
  });

  it('of a test of a moment take the rate as it was', () => {
    const account = testAccount();
    const run = testRun({ stoppedAt: account.run!.startedAt + 1.5 });
    expect(statistics({ ...account, run }, 1)[0]?.rate).to.equal(2_000);
  });

  it('know no percentile of no request, and count a failure without one', () => {
    const total = {
      ...testAccount().total,
      num_requests: 0,
      num_failures: 3,
      response_times: {},
      num_reqs_per_sec: {},
    };
    expect(statistics(testAccount({ total, entries: [] }), 0)).to.deep.equal([
      { endpoint: 'all', requests: 0, failures: 3, failureRatio: 1, rate: 0, rateError: 2 / 30 },
    ]);
  });

  it('know no percentile of requests that a script reports without a response time', () => {
    const total = { ...testAccount().total, response_times: {} };
    expect(statistics(testAccount({ total, entries: [] }), 0)).to.deep.equal([
      { endpoint: 'all', requests: 3_000, failures: 0, failureRatio: 0, rate: 100, rateError: 2 / 30 },
    ]);
  });
});
