import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import { configSchema } from '../../../src/config/schema.ts';
import { HOSTILE } from '../../../src/notify/example-events.fixture.ts';
import { pushgatewaySink, textfileSink } from '../../../src/notify/metrics/deliver.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import type { Results } from '../../../src/results/model.ts';

/** A port of the loopback address that the Pushgateway of this test listens on. */
const PORT = 39_091;
const { signal } = new AbortController();

describe('The metrics of a run, with the Pushgateway and promtool of Debian', function () {
  this.timeout(300_000);
  let directory: string;
  let programs: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'prometheus-tools-'));
    // They are unpacked and not installed.
    await execa('apt-get', ['download', '--quiet', 'prometheus', 'prometheus-pushgateway'], { cwd: directory });
    for (const name of await readdir(directory))
      if (name.endsWith('.deb'))
        await execa('dpkg-deb', ['--extract', join(directory, name), join(directory, 'unpacked')]);
    programs = join(directory, 'unpacked/usr/bin');
  });
  after(() => rm(directory, { recursive: true }));

  const runOf = (results: Results) => {
    const metrics = { pushgateway: `http://127.0.0.1:${PORT}`, textfile: join(directory, 'shakedown.prom') };
    return {
      directory: join(directory, results.run.id),
      results,
      config: configSchema.parse({ notify: { metrics } }),
    };
  };
  const hostile = nightlyRun(3, [endedTest(HOSTILE, 'failed')], {
    cluster: { name: `team/a "x"\\ ${HOSTILE}`, nodes: [] },
  });
  const measured = [{ id: 'rollout', value: 12.5, unit: 'seconds' as const, budget: 120 }];
  const nights = [
    nightlyRun(1, [endedTest('dns/old', 'failed')]),
    nightlyRun(2, [endedTest('dns/new', 'failed', { measurements: measured })]),
  ];

  it('are what promtool expects of a text file', async () => {
    for (const results of [...nights, hostile]) {
      const run = runOf(results);
      await textfileSink(run, signal);
      const input = await readFile(run.config.notify.metrics.textfile, 'utf8');
      const { stdout, stderr } = await execa(join(programs, 'promtool'), ['check', 'metrics'], { input });
      expect(`${stdout}${stderr}`).to.equal('');
    }
  });

  it('replace those of the run before in a Pushgateway, whatever the name of the cluster is', async () => {
    const gateway = execa(join(programs, 'prometheus-pushgateway'), [`--web.listen-address=127.0.0.1:${PORT}`], {
      reject: false,
    });
    const answer = async () => await fetch(`http://127.0.0.1:${PORT}/metrics`).then((one) => one.text());
    try {
      while (!(await answer().catch(() => ''))) await delay(100);
      for (const results of [...nights, hostile]) await pushgatewaySink(runOf(results), signal);
      const text = await answer();
      expect(text)
        .to.match(/^shakedown_test_failed\{.*cluster="staging".*test="dns\/new"\} 1$/m)
        .and.not.include('dns/old');
      expect(text).to.match(/^shakedown_measurement\{.*cluster="staging".*measurement="rollout".*\} 12\.5$/m);
      expect(text).to.match(/^shakedown_failed_runs\{cluster="team\/a \\"x\\"\\\\ .*\} 1$/m);
    } finally {
      gateway.kill();
      await gateway;
    }
  });
});
