import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../../src/config/schema.ts';
import { eventOf } from '../../../src/notify/event/event-of.ts';
import { HOSTILE } from '../../../src/notify/example-events.fixture.ts';
import { remoteWriteSink } from '../../../src/notify/metrics/remote-write/deliver.ts';
import { runSamples } from '../../../src/notify/metrics/run-metrics.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import type { Results } from '../../../src/results/model.ts';
import { startPrometheus, type StartedPrometheus } from './prometheus.ts';

const { signal } = new AbortController();

describe('The metrics of a run, by remote write to Prometheus', function () {
  this.timeout(60_000);
  let prometheus: StartedPrometheus;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'remote-write-'));
    prometheus = await startPrometheus();
  });
  after(async () => {
    await prometheus[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const send = async (results: Results, to: StartedPrometheus = prometheus) => {
    const remoteWrite = { url: `${to.origin}/api/v1/write` };
    const config = configSchema.parse({ notify: { metrics: { remoteWrite } } });
    const run = { directory: join(directory, results.run.id), results, config };
    return await remoteWriteSink(run, signal).catch((error: Error) => error.message);
  };
  const measurements = [{ id: 'rollout', value: 12.5, unit: 'seconds' as const, budget: 120 }];
  const results = nightlyRun(22, [endedTest('dns/a', 'passed', { measurements }), endedTest(HOSTILE, 'failed')], {
    cluster: { name: `team/a "x"\\ ${HOSTILE}`, nodes: [] },
  });

  it('are there at the end of the run with all their labels, and sent again they are the same', async () => {
    const samples = await runSamples(results, eventOf(results, []));
    const did = `sent ${samples.length} samples to ${prometheus.host}`;
    expect([await send(results), await send(results)]).to.deep.equal([did, did]);
    const stored = await prometheus.query('{job="shakedown"}', results.run.endedAt ?? '');
    // The same as none.
    const present = ({ labels, value }: (typeof samples)[number]) => ({
      labels: Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== '')),
      value,
    });
    expect(stored).to.have.deep.members(samples.map(present));
    const failed = await prometheus.query('last_over_time(shakedown_test_failed[1d])', '2026-11-23T10:00:00Z');
    expect(failed.map(({ value }) => value)).to.deep.equal([1]);
  });

  it('are taken again when the cluster could not be deleted, at the time of that', async () => {
    const at = '2026-11-22T22:40:00.000Z';
    const left = { ...results, run: { ...results.run, leftCluster: { at, message: 'it ended with exit code 1' } } };
    expect(await send(left)).to.match(/^sent \d+ samples to /);
    const values = async (when: string) =>
      (await prometheus.query('shakedown_cluster_left', when)).map(({ value }) => value);
    expect([await values(results.run.endedAt ?? ''), await values(at)]).to.deep.equal([[0], [1]]);
  });

  it('are refused, with what to do, when they are older than those of another night', async () => {
    expect(await send({ ...results, run: { ...results.run, endedAt: '2026-11-20T22:05:00.000Z' } })).to.equal(
      [
        `NOTIFY_REFUSED: ${prometheus.host} answered with 400`,
        '  expected: the server of remote write to accept what is sent to it',
        '  do:       publish runs in their order, and within an hour of their end: most servers take no sample that is older than the newest ones, or that differs from one they have',
      ].join('\n'),
    );
  });

  it('are refused, with what to do, by a Prometheus that receives none', async () => {
    await using deaf = await startPrometheus({ receives: false });
    expect(await send(results, deaf)).to.equal(
      [
        `NOTIFY_REFUSED: ${deaf.host} answered with 404`,
        '  expected: the server of remote write to accept what is sent to it',
        '  do:       check the path (Prometheus: /api/v1/write), and that it receives: Prometheus with --web.enable-remote-write-receiver',
      ].join('\n'),
    );
  });
});
