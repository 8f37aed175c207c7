import { expect } from 'chai';
import { statistics } from './statistics.ts';
import { testAccount, testGenerator, testRun } from './account.fixture.ts';
import { validityIssues } from './validity-issues.ts';

const reasons = (account: ReturnType<typeof testAccount>) =>
  validityIssues(account, statistics(account, 0)[0]).map(({ code, reason }) => `${code}: ${reason}`);

describe('The validity issues of a load test', () => {
  it('finds nothing wrong with a test with all workers connected all the time and enough CPU', () => {
    expect(reasons(testAccount())).to.deep.equal([]);
  });

  it('reports a test that lost a worker, once, by the pod’s name', () => {
    const account = testAccount({
      connections: [
        [0, 2, 2],
        [12.1, 2, 1],
      ],
      lost: [{ id: `locust-worker-a_${'a'.repeat(32)}`, at: 12.1, why: 'no heartbeat for 3 s' }],
    });
    expect(reasons(account)).to.deep.equal([
      'LOAD_WORKER_LOST: worker locust-worker-a was lost 12.1 s into the test of 30.0 s: no heartbeat for 3 s',
    ]);
  });

  it('reports a test that a worker joined late', () => {
    const account = testAccount({
      connections: [
        [0, 2, 1],
        [4.5, 2, 2],
      ],
    });
    expect(reasons(account)).to.deep.equal([
      'LOAD_WORKER_NOT_CONNECTED: 1 of 2 workers were connected from 0 ms to 4.5 s of the test',
    ]);
  });

  it('accepts announced scaling: never fewer workers than expected', () => {
    const account = testAccount({
      connections: [
        [0, 2, 2],
        [10, 2, 3],
        [10.5, 3, 3],
        [20, 2, 3],
        [21, 2, 2],
      ],
    });
    expect(reasons(account)).to.deep.equal([]);
  });

  it('finds nothing wrong with a rate that was raised during the load and kept from then on', () => {
    const account = testAccount();
    const { startedAt } = account.run!;
    const slow = Object.fromEntries(Array.from({ length: 10 }, (_, second) => [String(startedAt + second), 4]));
    const total = { ...account.total, num_reqs_per_sec: { ...account.total.num_reqs_per_sec, ...slow } };
    const run = testRun({ rate: 100, ratedAt: startedAt + 9.5 });
    expect(reasons({ ...account, total, run })).to.deep.equal([]);
    const before = testRun({ rate: 100 });
    expect(reasons({ ...account, total, run: before }).map((reason) => reason.split(':')[0])).to.deep.equal([
      'LOAD_RATE_SHORT',
    ]);
  });

  it('reports a worker that used more than 90 % of a core for nine seconds on end', () => {
    const samples = testGenerator('x').samples.map((sample, index) => {
      const [seconds, , ...rest] = sample;
      return [seconds, index >= 4 && index < 7 ? 2.76 : 0.6, ...rest] as typeof sample;
    });
    expect(reasons(testAccount({ generators: [testGenerator('locust-worker-a', { samples })] }))).to.deep.equal([
      'LOAD_GENERATOR_CPU: worker locust-worker-a used 92 % of a core; use more workers',
    ]);
  });

  it('ignores a peak in one report', () => {
    const samples = testGenerator('x').samples.map((sample, index) => {
      const [seconds, , ...rest] = sample;
      return [seconds, index === 0 ? 3 : 0.6, ...rest] as typeof sample;
    });
    expect(reasons(testAccount({ generators: [testGenerator('a', { samples })] }))).to.deep.equal([]);
  });

  it('reports a worker at its CPU limit, and one that was throttled', () => {
    const samples = testGenerator('x').samples.map(
      ([seconds, cpu, periods, , waiting, users]) =>
        [seconds, cpu, periods, 6, waiting, users] satisfies [number, number, number, number, number, number],
    );
    expect(reasons(testAccount({ generators: [testGenerator('a', { samples, cpuLimit: 0.2 })] }))).to.deep.equal([
      'LOAD_GENERATOR_CPU: worker a used 100 % of its CPU limit of 0.2; raise it, or use more workers',
      "LOAD_GENERATOR_THROTTLED: worker a was throttled by its CPU limit in 20 % of the scheduler's periods; raise it",
    ]);
  });

  it('reports a worker whose event loop was late', () => {
    expect(reasons(testAccount({ generators: [testGenerator('a', { late: { 1: 980, 120: 20 } })] }))).to.deep.equal([
      'LOAD_GENERATOR_LATE: the event loop of worker a was late by 120 ms (p99): a script that does not yield, or too little CPU on its node',
    ]);
  });

  it('names the script that ended the test before the users that were missing then, but users that left before the end', () => {
    const stoppedAt = testRun().startedAt + 4;
    const codes = (stopCode: 'script' | 'users-left') =>
      reasons(
        testAccount({ presence: [[0, 4, 0, 20]], run: testRun({ stopCode, stopReason: 'so it is', stoppedAt }) }),
      ).map((reason) => reason.split(':')[0]);
    expect(codes('script')).to.deep.equal(['LOAD_CUT_SHORT', 'LOAD_USERS_MISSING']);
    expect(codes('users-left')).to.deep.equal(['LOAD_USERS_MISSING', 'LOAD_CUT_SHORT']);
  });

  it('reports a test with figures that somebody reset, and nothing else about its rate', () => {
    const nothing = { num_requests: 0, num_failures: 0, response_times: {}, num_reqs_per_sec: {} };
    const reset = (...resets: number[]) =>
      reasons(testAccount({ resets, run: testRun({ rate: 150 }), total: { ...testAccount().total, ...nothing } }));
    expect(reset(12)).to.deep.equal([
      'LOAD_STATS_RESET: the figures were reset 12.0 s into the test of 30.0 s: earlier figures are lost',
    ]);
    expect(reset(3, 29.9)).to.deep.equal([
      'LOAD_STATS_RESET: the figures were reset 29.9 s into the test of 30.0 s: earlier figures are lost',
    ]);
    expect(reset(31)).to.deep.equal([
      'LOAD_STATS_RESET: the figures were reset after the test: earlier figures are lost',
    ]);
  });

  it('finds nothing wrong when Locust drops the ramp-up', () => {
    const { startedAt } = testRun();
    const perSecond = Object.fromEntries(Array.from({ length: 19 }, (_, second) => [startedAt + 11 + second, 100]));
    const total = { ...testAccount().total, num_requests: 1_900, num_reqs_per_sec: perSecond };
    const run = testRun({ rate: 100, countedFrom: startedAt + 10.4 });
    expect(reasons(testAccount({ run, total }))).to.deep.equal([]);
    const brief = testRun({ rate: 100, countedFrom: startedAt + 10.4, stoppedAt: startedAt + 11.9 });
    expect(reasons(testAccount({ run: brief, total: { ...total, num_requests: 150 } }))).to.deep.equal([]);
  });

  it('reports a test without requests', () => {
    const account = testAccount();
    expect(reasons({ ...account, total: { ...account.total, num_requests: 0 } })).to.deep.equal([
      'LOAD_NO_REQUEST: no request was made',
    ]);
  });

  it('reports a rate that was missed by idle users', () => {
    expect(reasons(testAccount({ run: testRun({ rate: 150 }) }))).to.deep.equal([
      'LOAD_RATE_SHORT: 100.0 of the 150 requested requests per second were made, while users had a running request only 20 % of the time: use more users, or let the script pause less',
    ]);
  });

  it('reports a rate far above the requested one, which the target is not judged at', () => {
    expect(reasons(testAccount({ run: testRun({ rate: 80 }) }))).to.deep.equal([
      'LOAD_RATE_EXCEEDED: 100.0 requests per second were counted, and 80 were requested: the script makes requests in greenlets that are not slowed down, or reports more than it makes',
    ]);
    expect(reasons(testAccount({ run: testRun({ rate: 84 }) }))).to.deep.equal([]);
    const ratedAt = testRun().startedAt + 29.5;
    expect(reasons(testAccount({ run: testRun({ rate: 20, ratedAt }) }))).to.deep.equal([]);
  });

  it('finds nothing wrong with a small rate when each worker’s last request is outside of the seconds that are counted', () => {
    // Two a second by three workers for 19 s, each asking every 1.5 s: 12 times or 13 times, by where the seconds begin.
    const account = testAccount();
    const { startedAt } = account.run!;
    const seconds = Array.from({ length: 12 }, (_, turn) => [String(startedAt + Math.floor(turn * 1.5)), 3]);
    const total = { ...account.total, num_reqs_per_sec: Object.fromEntries(seconds) as Record<string, number> };
    const generators = ['a', 'b', 'c'].map((pod) => testGenerator(pod));
    const run = testRun({ rate: 2, stoppedAt: startedAt + 19 });
    expect(reasons({ ...account, total, run, generators })).to.deep.equal([]);
    expect(reasons({ ...account, total, run: { ...run, rate: 2.4 }, generators })[0]).to.match(
      /^LOAD_RATE_SHORT: 1\.9 of/,
    );
  });

  it('leaves a rate that was missed to the thresholds when the target kept the users waiting', () => {
    const samples = testGenerator('x').samples.map(
      ([seconds, cpu, periods, held]) =>
        [seconds, cpu, periods, held, 9.5, 10] satisfies [number, number, number, number, number, number],
    );
    expect(
      reasons(testAccount({ run: testRun({ rate: 150 }), generators: [testGenerator('a', { samples })] })),
    ).to.deep.equal([]);
  });

  it('leaves it to them as well when the target stalled for a while, and users waited for little else', () => {
    // Ten users at a hundred a second: each asks every 0.1 s. A standstill of 3 s costs 300 requests, and ten answers come late.
    const stalled = (response_times: Record<string, number>) => {
      const account = testAccount({ run: testRun({ rate: 100 }) });
      const num_reqs_per_sec = { ...account.total.num_reqs_per_sec };
      for (const second of [10, 11, 12]) num_reqs_per_sec[String(account.run!.startedAt + second)] = 0;
      const generators = [testGenerator('a')];
      return reasons({ ...account, generators, total: { ...account.total, response_times, num_reqs_per_sec } });
    };
    expect(stalled({ 2: 2_690, 3_000: 10 })).to.deep.equal([]);
    expect(stalled({ 2: 2_700 })[0]).to.match(/^LOAD_RATE_SHORT: 90\.0 of the 100 requested requests per second/);
  });

  it('reports a test that was stopped by a bound, and one whose last figures are missing', () => {
    const run = testRun({ stopCode: 'bound', stopReason: '30 users, at most 20 are allowed', settled: false });
    expect(reasons(testAccount({ run }))).to.deep.equal([
      'LOAD_REPORT_MISSING: the last figures of a worker did not arrive',
      'LOAD_OUT_OF_BOUNDS: the test was stopped: 30 users, at most 20 are allowed',
    ]);
  });
});
