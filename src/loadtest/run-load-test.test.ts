import { expect } from 'chai';
import { FakeApiServer, type FakeApi } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { testAccount, testRun } from '../instruments/load/figures/account.fixture.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { verdict } from '../results/verdict.ts';
import { silentProgress } from '../terminal/progress.ts';
import { jumpingClock } from '../time/clock.ts';
import { runLoadTest, type LoadTestOutcome } from './run-load-test.ts';
import { planLoadTest } from './spec/plan-load-test.ts';

const NAMESPACE = '/api/v1/namespaces/loadtest';
const MASTER = `${NAMESPACE}/pods/locust-master-x`;
const WORKER = `${NAMESPACE}/pods/locust-worker-x`;
const ref = { namespace: 'loadtest', name: 'locust' };
const labels = { 'shakedown/load': 'locust', [suiteLabels.runLabel]: 'r1' };
const pod = (role: string, status: object) => ({
  metadata: { name: '', labels: { ...labels, 'app.kubernetes.io/component': role } },
  status,
});

describe('A load test run as a library', () => {
  /** Runs a load test with these pods, which disappear as soon as it is judged. */
  const run = async (pods: NonNullable<FakeApi['objects']>, routes: FakeApi['routes'] = {}) => {
    await using api = await FakeApiServer.start({
      routes,
      objects: { [NAMESPACE]: {}, '/version': { gitVersion: 'v1.36.3' }, ...pods },
    });
    const cluster = api.door({ clock: jumpingClock() });
    const { signal } = new AbortController();
    const config = configSchema.parse({});
    const context = { cluster, config, suiteVersion: '1.2.3', signal, progress: silentProgress };
    const source = { properties: { TARGET_HOST: 'shop', WORKER_NUM: '1', THRESHOLDS: 'p95 < 1s' }, resolve: false };
    let deployed: string[] = [];
    try {
      const plan = await planLoadTest(context, ref.namespace, source);
      const onOutcome = async (outcome: LoadTestOutcome) => {
        deployed = [...api.objects.keys()].filter((path) => path.includes('/deployments/'));
        expect(outcome.results.tests).to.have.length(2);
        for (const path of Object.keys(pods)) api.objects.delete(path);
      };
      const outcome = await runLoadTest(context, { ref, plan, runId: 'r1', holder: 'a gate', onOutcome });
      const { tests, run: about } = outcome.results;
      const left = [...api.objects.keys()].filter((path) => path !== NAMESPACE && path !== '/version');
      const judged = tests.map(({ id, status, reason }) => [id, status, reason?.code]);
      return { outcome, judged, deployed, left, about };
    } finally {
      await cluster.close();
    }
  };

  it('is judged by its thresholds, and leaves nothing behind', async () => {
    const worker = { id: `locust-worker-x_${'0'.repeat(32)}`, state: 'ready', users: 0, cpu: 0 };
    const account = testAccount({ run: testRun({ id: 'r1' }), workers: [worker], expected: 1, connected: 1 });
    const proxy = `${MASTER}%3A8089/proxy`;
    const page = { body: 'a page' };
    const { outcome, judged, deployed, left, about } = await run(
      { [MASTER]: pod('master', { phase: 'Running' }), [WORKER]: pod('worker', { phase: 'Running' }) },
      {
        [`${proxy}/shakedown/status`]: { body: account },
        [`${proxy}/shakedown/account`]: { body: account },
        [`${proxy}/shakedown/start`]: { body: {} },
        [`${proxy}/stats/report`]: page,
        [`${proxy}/stats/requests/csv`]: page,
        [`${proxy}/stats/failures/csv`]: page,
        [`${proxy}/exceptions/csv`]: page,
      },
    );
    expect(judged).to.deep.equal([
      ['loadtest/paths/load', 'passed', undefined],
      ['loadtest/paths/all/p95', 'passed', undefined],
    ]);
    expect(about).to.include({ id: 'r1', suiteVersion: '1.2.3' });
    expect(outcome.report).to.include({ html: 'a page', exceptions: 'a page' });
    expect(deployed).to.have.length(2);
    expect(left).to.deep.equal([]);
  });

  it('has a result when its script is the cause, with the exit code of wrong usage, and leaves nothing behind', async () => {
    const message = 'File "/var/loadtest/buy.py", line 1\nSyntaxError: invalid syntax';
    const crash = { containerStatuses: [{ name: 'locust', state: { terminated: { exitCode: 1, message } } }] };
    const { outcome, judged, deployed, left } = await run({ [MASTER]: pod('master', crash) });
    expect(judged).to.deep.equal([
      ['loadtest/paths/load', 'error', 'LOAD_SCRIPT_BROKEN'],
      ['loadtest/paths/all/p95', 'not-run', 'LOAD_SCRIPT_BROKEN'],
    ]);
    const { exitCode, sentence } = verdict(outcome.results);
    expect([exitCode, sentence.split(';')[0]]).to.deep.equal([2, 'USAGE: SyntaxError: invalid syntax']);
    expect(outcome.report).to.equal(undefined);
    expect(deployed).to.have.length(2);
    expect(left).to.deep.equal([]);
  });
});
