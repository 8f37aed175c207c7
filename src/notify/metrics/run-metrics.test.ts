import { expect } from 'chai';
import { eventOf } from '../event/event-of.ts';
import { HOSTILE } from '../example-events.fixture.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { metricHelp, runMetrics } from './run-metrics.ts';

const rollout = { id: 'rollout', value: 12.5, unit: 'seconds' as const, budget: 120 };
const run = nightlyRun(22, [
  endedTest('dns/a', 'passed', { measurements: [rollout] }),
  endedTest('dns/b', 'passed'),
  endedTest('workloads/web', 'failed'),
]);
const lines = async (one: typeof run, earlier: (typeof run)[] = []) =>
  (await runMetrics(one, eventOf(one, earlier))).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('The metrics of a run', () => {
  it('are its verdict, its tests by area and status, what failed, and what was measured', async () => {
    expect(await lines(run, [nightlyRun(21, [endedTest('workloads/web', 'failed')])])).to.deep.equal([
      'shakedown_run_info{run="20261122-220000-aaaa",suite_version="0.1.0",kubernetes_version="v1.36.3",cluster="staging"} 1',
      'shakedown_run_start_timestamp_seconds{cluster="staging"} 1795384800',
      'shakedown_run_duration_seconds{cluster="staging"} 300',
      'shakedown_run_verdict{verdict="passed",cluster="staging"} 0',
      'shakedown_run_verdict{verdict="failed",cluster="staging"} 1',
      'shakedown_run_verdict{verdict="inconclusive",cluster="staging"} 0',
      'shakedown_run_verdict{verdict="incomplete",cluster="staging"} 0',
      'shakedown_run_verdict{verdict="infrastructure",cluster="staging"} 0',
      'shakedown_run_verdict{verdict="usage",cluster="staging"} 0',
      'shakedown_failed_runs{cluster="staging"} 2',
      'shakedown_cluster_left{cluster="staging"} 0',
      'shakedown_tests{area="dns",status="passed",cluster="staging"} 2',
      'shakedown_tests{area="workloads",status="failed",cluster="staging"} 1',
      'shakedown_test_failed{area="workloads",test="workloads/web",cluster="staging"} 1',
      'shakedown_measurement{test="dns/a",measurement="rollout",unit="seconds",cluster="staging"} 12.5',
      'shakedown_measurement_budget{test="dns/a",measurement="rollout",unit="seconds",cluster="staging"} 120',
      'shakedown_series_left_out{cluster="staging"} 0',
    ]);
  });

  it('tell that its cluster could not be deleted', async () => {
    const left = nightlyRun(22, run.tests, { leftCluster: { at: '2026-11-22T22:40:00.000Z', message: 'no answer' } });
    expect(await lines(left)).to.include('shakedown_cluster_left{cluster="staging"} 1');
  });

  it('tell a quarantined failure as such, and not as a failed test', async () => {
    const quarantine = { owner: 'team', reason: 'T-1', until: '2026-12-31' };
    const known = nightlyRun(22, [endedTest('dns/a', 'passed'), endedTest('dns/b', 'failed', { quarantine })]);
    const found = (await lines(known)).filter((line) => /^shakedown_(?:test|run_verdict\{verdict="passed)/.test(line));
    expect(found).to.deep.equal([
      'shakedown_run_verdict{verdict="passed",cluster="staging"} 1',
      'shakedown_tests{area="dns",status="passed",cluster="staging"} 1',
      'shakedown_tests{area="dns",status="quarantined",cluster="staging"} 1',
    ]);
  });

  it('have no time of a run whose clock was set back', async () => {
    const names = (of: typeof run) => lines(of).then((all) => all.map((line) => line.replace(/\{.*/, '')));
    expect(await names(run)).to.include('shakedown_run_duration_seconds');
    const back = { ...run, run: { ...run.run, endedAt: '2026-11-22T21:00:00.000Z' } };
    expect(await names(back)).to.not.include('shakedown_run_duration_seconds');
  });

  it('are bounded, and count what they leave out', async () => {
    const many = nightlyRun(
      1,
      Array.from({ length: 700 }, (_, index) =>
        endedTest(`a/${index}`, 'failed', {
          measurements: [rollout, { ...rollout, id: 'b' }, { ...rollout, id: 'c' }],
        }),
      ),
    );
    const all = await lines(many);
    expect(all.filter((line) => line.startsWith('shakedown_test_failed'))).to.have.length(500);
    expect(all.filter((line) => line.startsWith('shakedown_measurement{'))).to.have.length(2_000);
    expect(all.at(-1)).to.equal('shakedown_series_left_out{cluster="staging"} 300');
  });

  it('have no line that a name of the cluster has made', async () => {
    const hostile = nightlyRun(1, [endedTest(`${HOSTILE}"}\nshakedown_forged 1\n`, 'failed')], {
      cluster: { name: `x"\n${HOSTILE}`, nodes: [] },
    });
    for (const line of await lines(hostile)) expect(line).to.match(/^shakedown_(?!forged)\w+\{.*\} [\d.]+$/);
  });

  it('are the metrics that are described, and no others', async () => {
    const names = new Set((await lines(run)).map((line) => /^\w+/.exec(line)?.[0]));
    expect([...names]).to.have.members(Object.keys(metricHelp));
  });
});
