import { expect } from 'chai';
import { judgeLoad, loadWithoutAccount } from '../../loadtest/judge/judge-load.ts';
import { loadResults } from '../../loadtest/judge/load-results.ts';
import { testAccount } from '../../instruments/load/figures/account.fixture.ts';
import { parseThresholds } from '../../loadtest/spec/thresholds.ts';
import type { TestResult } from '../../results/model.ts';
import { figureLines } from './figures.ts';

describe('The figures of a load test', () => {
  const frame = {
    ...{ id: 'r', startedAt: new Date(0), endedAt: new Date(0), suiteVersion: '1', configDigest: '0' },
    cluster: { name: 'c', nodes: [] },
  };
  const lines = (tests: readonly TestResult[]) => figureLines(loadResults(frame, tests));
  const profile = { users: 10, spawnRate: 10, rate: 0, thresholds: parseThresholds('p95 < 500ms; failures < 1%', 0) };

  it('are shown for the load and for each threshold, with how it ended', () => {
    expect(lines(judgeLoad('shop', profile, testAccount()).tests)).to.deep.equal([
      'passed  load of 10 users  3000 requests, failures 0 %, rate 100.0/s, p50 2 ms, p95 5 ms, p99 20 ms',
      'passed  p95 < 500ms       p95 5 ms',
      'passed  failures < 1%     failures 0 %',
    ]);
  });

  it('are missing when nothing was measured, and the line says so', () => {
    const reason = { code: 'LOAD_MASTER_ENDED', message: 'it is gone' };
    expect(lines(loadWithoutAccount('shop', profile, { status: 'inconclusive', reason }))).to.deep.equal([
      'inconclusive  load of 10 users  not measured',
      'not run       p95 < 500ms       not measured',
      'not run       failures < 1%     not measured',
    ]);
  });
});
