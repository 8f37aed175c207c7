import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { testAccount } from '../instruments/load/figures/account.fixture.ts';
import { judgeLoad } from './judge/judge-load.ts';
import { keepReport, REPORT_LABEL, reportMap } from './keep-report.ts';
import { loadResults } from './judge/load-results.ts';

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

  it('is one of the last ten, whatever clocks their names are from', async () => {
    const maps = '/api/v1/namespaces/loadtest/configmaps';
    const kept = Array.from({ length: 10 }, (_, hour) => ({
      path: `${maps}/loadtest-report-20990101-0${hour}0000-aaaa`,
      creationTimestamp: `2020-01-01T0${9 - hour}:00:00Z`,
    }));
    await using api = await FakeApiServer.start({
      objects: Object.fromEntries(
        kept.map(({ path, creationTimestamp }) => [
          path,
          { metadata: { name: '', creationTimestamp, labels: { [REPORT_LABEL]: 'r' } } },
        ]),
      ),
    });
    const cluster = api.door();
    const place = { cluster, ref: { namespace: 'loadtest', name: 'locust' } };
    await keepReport(place, { runId: '20260101-000000-bbbb', results, report }, new AbortController().signal);
    await cluster.close();
    const oldest = kept.at(-1)?.path ?? '';
    expect(api.writes.filter((write) => write.startsWith('DELETE'))).to.deep.equal([`DELETE ${oldest}`]);
    expect([...api.objects.keys()]).to.include(`${maps}/loadtest-report-20260101-000000-bbbb`);
  });

  it('leaves out a table that no ConfigMap holds, and keeps the verdict', () => {
    const requests = 'GET,/one-of-very-many\n'.repeat(50_000);
    expect(filesIn({ ...report, requests })).to.deep.equal([
      ...['failures.csv', 'junit.xml', 'load.json.gz', 'report.html.gz', 'results.json'],
    ]);
  });
});
