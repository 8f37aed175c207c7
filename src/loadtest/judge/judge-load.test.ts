import { expect } from 'chai';
import { toJUnit } from '../../publish/junit.ts';
import { testAccount, testGenerator, testRun } from '../../instruments/load/figures/account.fixture.ts';
import { judgeLoad, loadWithoutAccount } from './judge-load.ts';
import { parseThresholds } from '../spec/thresholds.ts';

const profile = (thresholds = '', rate = 0) => ({
  users: 20,
  spawnRate: 20,
  rate,
  thresholds: parseThresholds(thresholds, rate),
});
const outcomes = (tests: ReturnType<typeof judgeLoad>['tests']) =>
  tests.map(({ id, status, reason }) => `${id} ${status}${reason ? `: ${reason.code} ${reason.message}` : ''}`);

describe('The judgement of a load test', () => {
  it('has a test for the load and one for each threshold', () => {
    const { tests } = judgeLoad('shop', profile('p95 < 100ms; GET / p99 < 10ms; failures < 1%'), testAccount());
    expect(outcomes(tests)).to.deep.equal([
      'loadtest/shop/load passed',
      'loadtest/shop/all/p95 passed',
      'loadtest/shop/GET //p99 failed: LOAD_THRESHOLD_MISSED p99 of GET / is 20 ms, asked for < 10 ms (3000 requests)',
      'loadtest/shop/all/failures passed',
    ]);
    expect(tests[0]?.measurements).to.deep.equal([
      { id: 'requests', value: 3_000, unit: 'count' },
      { id: 'failures', value: 0, unit: 'ratio' },
      { id: 'rate', value: 100, unit: 'per second' },
      { id: 'p50', value: 0.002, unit: 'seconds' },
      { id: 'p95', value: 0.005, unit: 'seconds' },
      { id: 'p99', value: 0.02, unit: 'seconds' },
    ]);
    expect(tests[1]).to.deep.include({ title: 'p95 < 100ms', durationSeconds: 30 });
    expect(tests[2]?.title).to.equal('GET /: p99 < 10ms');
  });

  it('cannot say whether a threshold was met when it cannot trust the figures, red or green', () => {
    const account = testAccount({ generators: [testGenerator('w', { late: { 300: 100 } })] });
    const { tests } = judgeLoad('shop', profile('p95 < 1ms; p99 < 1s'), account);
    const why =
      'the event loop of worker w was late by 300 ms (p99): a script that does not yield, or too little CPU on its node';
    expect(outcomes(tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_GENERATOR_LATE ${why}`,
      `loadtest/shop/all/p95 inconclusive: LOAD_GENERATOR_LATE the figures cannot be trusted: ${why}`,
      `loadtest/shop/all/p99 inconclusive: LOAD_GENERATOR_LATE the figures cannot be trusted: ${why}`,
    ]);
    expect(tests[1]?.reason?.detail).to.include('measured all the same: p95 of all requests is 5 ms');
  });

  it('has a code of its own for a latency that nothing was measured for: there were requests', () => {
    const total = { ...testAccount().total, response_times: {} };
    const { tests } = judgeLoad('shop', profile('p95 < 1s; GET /cart p95 < 1s'), testAccount({ total }));
    expect(outcomes(tests).slice(1)).to.deep.equal([
      'loadtest/shop/all/p95 inconclusive: LOAD_NO_RESPONSE_TIME none of the 3000 requests has a response time',
      'loadtest/shop/GET /cart/p95 inconclusive: LOAD_NO_REQUEST no request was made to GET /cart; there were requests to GET /',
    ]);
  });

  it('says nothing of a test that somebody stopped long before its time', () => {
    const run = testRun({ stopCode: 'asked', stopReason: 'somebody did', seconds: 600 });
    const judged = (asked: { seconds?: number }, different = run) =>
      outcomes(judgeLoad('shop', { ...profile('p95 < 1s'), ...asked }, testAccount({ run: different })).tests);
    const why = 'LOAD_CUT_SHORT';
    expect(judged({ seconds: 600 })).to.deep.equal([
      `loadtest/shop/load inconclusive: ${why} the test was stopped 30.0 s into its 10m00s`,
      `loadtest/shop/all/p95 inconclusive: ${why} the figures cannot be trusted: the test was stopped 30.0 s into its 10m00s`,
    ]);
    const passed = ['loadtest/shop/load passed', 'loadtest/shop/all/p95 passed'];
    // Who stops it and then asks for the report has seen enough; without a run time a load shape knows best when it is over.
    expect(judged({})).to.deep.equal(passed);
    expect(judged({ seconds: 600 }, { ...run, stopCode: 'shape-over' })).to.deep.equal(passed);
    expect(judged({ seconds: 30 })).to.deep.equal(passed);
  });

  it('says nothing of a load shape that was over long before the run time that was asked for', () => {
    const judged = (runTime: number | null) => {
      const run = testRun({ stopCode: 'shape-over', stopReason: 'the load shape is over', seconds: 300, runTime });
      return outcomes(judgeLoad('shop', profile('p95 < 1s'), testAccount({ run })).tests);
    };
    const why =
      'the load shape was over 30.0 s into the run time of 5m00s: set RUN_TIME to the length of the shape, or leave it out';
    expect(judged(300)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_CUT_SHORT ${why}`,
      `loadtest/shop/all/p95 inconclusive: LOAD_CUT_SHORT the figures cannot be trusted: ${why}`,
    ]);
    const passed = ['loadtest/shop/load passed', 'loadtest/shop/all/p95 passed'];
    for (const runTime of [33, 30, 10, null]) expect(judged(runTime), `${runTime} s`).to.deep.equal(passed);
  });

  it('has no passed threshold beside a load that was not made', () => {
    const presence: [number, number, number, number][] = [[0, 30, 4, 20]];
    const why = 'only 4 of 20 users ran from 0 ms to 30.0 s of the test: users left, or did not start';
    expect(outcomes(judgeLoad('shop', profile('p95 < 1s'), testAccount({ presence })).tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_USERS_MISSING ${why}`,
      `loadtest/shop/all/p95 inconclusive: LOAD_USERS_MISSING the figures cannot be trusted: ${why}`,
    ]);
    const exceptions = [{ count: 16, message: "'token'", traceback: '' }];
    const both = testAccount({ presence, exceptions });
    expect(outcomes(judgeLoad('shop', profile('p95 < 1s'), both).tests)).to.deep.equal([
      "loadtest/shop/load error: LOAD_SCRIPT_RAISED the script raised 16 times: 'token'",
      "loadtest/shop/all/p95 inconclusive: LOAD_SCRIPT_RAISED the figures cannot be trusted: the script raised 16 times: 'token'",
    ]);
  });

  it('says who stopped a test before its time, and when, also to whom asks for any length', () => {
    const run = testRun({ stopCode: 'script', stopReason: 'the script ended it in buy.py:7 check()', seconds: 300 });
    const why = 'the test was stopped 30.0 s into its 5m00s: the script ended it in buy.py:7 check()';
    expect(outcomes(judgeLoad('shop', profile('p95 < 1s'), testAccount({ run })).tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_CUT_SHORT ${why}`,
      `loadtest/shop/all/p95 inconclusive: LOAD_CUT_SHORT the figures cannot be trusted: ${why}`,
    ]);
  });

  it('believes a script that judges its load as failed, not one that judges it as good', () => {
    const judged = (exitCode: number) => outcomes(judgeLoad('shop', profile(), testAccount({ exitCode })).tests);
    expect(judged(1)).to.deep.equal([
      'loadtest/shop/load failed: LOAD_SCRIPT_FAILED the script judges the load as failed: it set the exit code 1 (environment.process_exit_code)',
    ]);
    expect(judged(0)).to.deep.equal(['loadtest/shop/load passed']);
  });

  it('blames the script for what it raised, and still judges the thresholds', () => {
    const exceptions = [{ count: 12, message: "KeyError: 'id'", traceback: 'File "buy.py", line 7' }];
    expect(outcomes(judgeLoad('shop', profile('p95 < 1ms'), testAccount({ exceptions })).tests)).to.deep.equal([
      "loadtest/shop/load error: LOAD_SCRIPT_RAISED the script raised 12 times: KeyError: 'id'",
      'loadtest/shop/all/p95 failed: LOAD_THRESHOLD_MISSED p95 of all requests is 5 ms, asked for < 1 ms (3000 requests)',
    ]);
  });

  it('holds a profile that asks for a rate to 95 % of it', () => {
    const waiting = testGenerator('w').samples.map(
      ([seconds, cpu, periods, held]) =>
        [seconds, cpu, periods, held, 10, 10] as [number, number, number, number, number, number],
    );
    const account = testAccount({
      run: testRun({ rate: 150 }),
      generators: [testGenerator('w', { samples: waiting })],
    });
    expect(outcomes(judgeLoad('shop', profile('', 150), account).tests)).to.deep.equal([
      'loadtest/shop/load passed',
      'loadtest/shop/all/rate failed: LOAD_THRESHOLD_MISSED rate of all requests is 100/s, asked for >= 142.5/s (3000 requests)',
    ]);
    expect(judgeLoad('shop', profile('rate >= 90/s', 150), account).tests).to.have.length(2);
  });

  it('says what went wrong most often where too much did', () => {
    const errors = [
      { method: 'GET', name: '/cart', error: 'Timeout()', occurrences: 2 },
      { method: 'GET', name: '/', error: "HTTPError('500 Server Error')", occurrences: 28 },
    ];
    const total = { ...testAccount().total, num_failures: 30 };
    const { tests } = judgeLoad('shop', profile('failures < 1%'), testAccount({ total, errors }));
    expect(outcomes(tests)).to.include(
      "loadtest/shop/all/failures failed: LOAD_THRESHOLD_MISSED failures of all requests is 1 %, asked for < 1 % (3000 requests), most often GET /: HTTPError('500 Server Error')",
    );
    expect(tests[1]?.reason?.detail?.split('\n').slice(1)).to.deep.equal([
      "GET /: HTTPError('500 Server Error')",
      'GET /cart: Timeout()',
    ]);
  });

  const REFUSED = "ConnectionRefusedError(111, 'Connection refused')";
  const refused = (more: Parameters<typeof testAccount>[0] = {}) =>
    testAccount({
      total: { ...testAccount().total, num_failures: 3_000 },
      entries: testAccount().entries.map((entry) => ({ ...entry, num_failures: 3_000 })),
      errors: [{ method: 'GET', name: '/', error: REFUSED, occurrences: 3_000 }],
      ...more,
    });

  it('has nothing good to say of a target that answered nothing right, however quickly', () => {
    const why = `none of the 3000 requests succeeded, most often GET /: ${REFUSED}`;
    expect(outcomes(judgeLoad('shop', profile('p95 < 100ms; GET / p99 < 1s', 100), refused()).tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_NOTHING_SUCCEEDED ${why}`,
      'loadtest/shop/all/p95 inconclusive: LOAD_NOTHING_SUCCEEDED none of the 3000 requests succeeded',
      'loadtest/shop/GET //p99 inconclusive: LOAD_NOTHING_SUCCEEDED none of the 3000 requests of GET / succeeded',
      'loadtest/shop/all/rate inconclusive: LOAD_NOTHING_SUCCEEDED none of the 3000 requests succeeded',
    ]);
  });

  it('blames such a target though the generators, refused at once, wore themselves out', () => {
    const generators = [testGenerator('w', { late: { 300: 100 } })];
    expect(outcomes(judgeLoad('shop', profile('failures < 1%'), refused({ generators })).tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_NOTHING_SUCCEEDED none of the 3000 requests succeeded, most often GET /: ${REFUSED}`,
      `loadtest/shop/all/failures failed: LOAD_THRESHOLD_MISSED failures of all requests is 100 %, asked for < 1 % (3000 requests), most often GET /: ${REFUSED}`,
    ]);
  });

  it('holds an endpoint that is named in another way to the same', () => {
    for (const name of ['GET /', '/', 'get /'])
      expect(outcomes(judgeLoad('shop', profile(`${name} failures < 1%`), refused()).tests)[1], name).to.equal(
        `loadtest/shop/${name}/failures failed: LOAD_THRESHOLD_MISSED failures of GET / is 100 %, asked for < 1 % (3000 requests), most often GET /: ${REFUSED}`,
      );
  });

  it('finds the failures of an endpoint that has no method', () => {
    const entries = testAccount().entries.map((entry) => ({ ...entry, method: '', name: 'pay', num_failures: 3_000 }));
    const errors = [{ method: '', name: 'pay', error: 'Timeout()', occurrences: 3_000 }];
    const { tests } = judgeLoad('shop', profile('pay failures < 1%'), testAccount({ entries, errors }));
    expect(outcomes(tests)[1]).to.match(/LOAD_THRESHOLD_MISSED .*, most often pay: Timeout\(\)$/);
  });

  it('passes nothing of a target that stopped answering, and still fails what it missed', () => {
    const generators = [testGenerator('a', { unanswered: { 25_000: 3, 12_000: 1, 400: 1 } }), testGenerator('b')];
    const { tests } = judgeLoad('shop', profile('p50 < 1ms; p95 < 100ms'), testAccount({ generators }));
    const why = '4 requests had no answer when the test ended, the oldest after 25.0 s';
    expect(outcomes(tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_UNANSWERED ${why}`,
      'loadtest/shop/all/p50 failed: LOAD_THRESHOLD_MISSED p50 of all requests is 2 ms, asked for < 1 ms (3004 requests)',
      `loadtest/shop/all/p95 inconclusive: LOAD_UNANSWERED the figures cannot be trusted: ${why}`,
    ]);
  });

  it('fails a target that never answered', () => {
    const nothing = { num_requests: 0, num_failures: 0, response_times: {}, num_reqs_per_sec: {} };
    const total = { ...testAccount().total, ...nothing };
    const generators = [testGenerator('a', { unanswered: { 40_000: 20 } })];
    const account = testAccount({ total, entries: [], generators });
    const why = '20 requests had no answer when the test ended, the oldest after 40.0 s';
    expect(outcomes(judgeLoad('shop', profile('p95 < 100ms; failures < 1%'), account).tests)).to.deep.equal([
      `loadtest/shop/load inconclusive: LOAD_NOTHING_SUCCEEDED none of the 20 requests succeeded: ${why}`,
      'loadtest/shop/all/p95 inconclusive: LOAD_NOTHING_SUCCEEDED none of the 20 requests succeeded',
      `loadtest/shop/all/failures failed: LOAD_THRESHOLD_MISSED failures of all requests is 100 %, asked for < 1 % (20 requests), ${why}`,
    ]);
  });

  it('takes a target for slow, and not for silent, that has answered others after as long', () => {
    const total = { ...testAccount().total, response_times: { 12_000: 30 } };
    const generators = [testGenerator('a', { unanswered: { 12_000: 2 } })];
    const { tests } = judgeLoad('shop', profile('p95 < 20s'), testAccount({ total, generators }));
    expect(outcomes(tests)).to.deep.equal(['loadtest/shop/load passed', 'loadtest/shop/all/p95 passed']);
  });

  it('of a load without an account leaves every threshold unjudged, by name', () => {
    const reason = { code: 'LOAD_SECRET_MISSING', message: 'Secret locust-secrets is missing' };
    expect(outcomes(loadWithoutAccount('shop', profile('p95 < 1s'), { status: 'error', reason }))).to.deep.equal([
      'loadtest/shop/load error: LOAD_SECRET_MISSING Secret locust-secrets is missing',
      'loadtest/shop/all/p95 not-run: LOAD_SECRET_MISSING not judged: Secret locust-secrets is missing',
    ]);
  });

  it('is a JUnit report with a case for each threshold', () => {
    const { tests } = judgeLoad('shop', profile('p95 < 1ms; p99 < 1s'), testAccount());
    const run = {
      id: 'r1',
      startedAt: '2026-01-01T00:00:00Z',
      endedAt: '2026-01-01T00:00:30Z',
      suiteVersion: '0',
      configDigest: '',
      dryRun: false,
      cluster: { name: 'c', nodes: [] },
    };
    const plan = tests.map(({ id, area, title }) => ({ id, area, title, safety: 'own' as const }));
    const xml = toJUnit({ schemaVersion: 1, run, plan, tests });
    expect(xml.match(/<testcase name="[^"]*"/g)).to.deep.equal([
      '<testcase name="load of 20 users [loadtest/shop/load]"',
      '<testcase name="p95 &lt; 1ms [loadtest/shop/all/p95]"',
      '<testcase name="p99 &lt; 1s [loadtest/shop/all/p99]"',
    ]);
    expect(xml).to.include('type="LOAD_THRESHOLD_MISSED"');
  });
});
