import { expect } from 'chai';
import { testAccount } from './account.fixture.ts';
import { judgeLoad } from './judge-load.ts';
import { reportMap } from './keep-report.ts';
import { loadResults } from './load-results.ts';

const { tests } = judgeLoad('paths', { users: 20, spawnRate: 20, rate: 0, thresholds: [] }, testAccount());
const frame = { suiteVersion: '1.0.0', configDigest: 'd', cluster: { name: 'c', nodes: [] } };
const moment = new Date(0);
const results = loadResults({ ...frame, id: 'r1', startedAt: moment, endedAt: moment }, tests);
const report = { html: '<html></html>', requests: 'a\n', failures: 'b\n', exceptions: 'c\n', account: '{}' };
const filesIn = (given: typeof report) => {
  const { data, binaryData } = reportMap('loadtest', { runId: 'r1', results, report: given }) as unknown as {
    data: object;
    binaryData: object;
  };
  return [...Object.keys(data), ...Object.keys(binaryData)].toSorted();
};

describe('The report that stays in the namespace', () => {
  it('has the verdict, Locust’s tables, its page and our account', () => {
    expect(filesIn(report)).to.deep.equal([
      ...['failures.csv', 'junit.xml', 'load.json.gz', 'report.html.gz', 'requests.csv', 'results.json'],
    ]);
  });

  it('goes without a table that no ConfigMap holds, and keeps the verdict', () => {
    const requests = 'GET,/one-of-very-many\n'.repeat(50_000);
    expect(filesIn({ ...report, requests })).to.deep.equal([
      ...['failures.csv', 'junit.xml', 'load.json.gz', 'report.html.gz', 'results.json'],
    ]);
  });
});
