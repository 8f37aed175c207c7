import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBucket } from '../../../src/archive/bucket.ts';
import { deliver } from '../../../src/archive/deliver.ts';
import { shakedown } from '../cli/command-line.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

describe('Earlier runs, where results/ has none and there is an archive', function () {
  this.timeout(120_000);
  let server: S3Server;
  let directory: string;
  before(async () => {
    using _ = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    server = await startVersitygw();
    await createBucket(server, 'runs');
    for (const [day, status] of [
      ['19', 'passed'],
      ['20', 'failed'],
      ['21', 'failed'],
    ] as const) {
      const results = resultsOf(`r${day}`, { startedAt: `2026-11-${day}T08:00:00.000Z`, status });
      const place = await directoryOf(results);
      await deliver({ directory: place, results, config: configFor(server, 'prod') }, new AbortController().signal);
      await rm(place, { recursive: true });
    }
    directory = await mkdtemp(join(tmpdir(), 'history-'));
    const config = { cluster: { name: 'prod' }, archive: { bucket: 'runs', endpoint: server.endpoint } };
    await writeFile(join(directory, 'shakedown.config.yaml'), JSON.stringify(config));
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
  const run = (...args: string[]) => shakedown(args, { cwd: directory, env: CREDENTIALS });

  it('are those of the archive in a history, which says so', async () => {
    const { exit, stdout, stderr } = await run('history');
    expect(stderr).to.equal('results/ has no run: reading s3://runs/shakedown\n');
    expect(stdout)
      .to.match(/^dns\/a .*fails since run r20, 2 in a row$/m)
      .and.match(/\n\n1 of 3 runs passed \(33 %\)\n$/);
    expect(exit).to.equal(0);
  });

  it('have the last one that passed, for a comparison', async () => {
    const url = 's3://runs/shakedown/prod/2026/11/21/r21';
    const { exit, stdout, stderr } = await run('compare', '--last-green', url, '--json');
    expect(stderr).to.equal('results/ has no run: reading s3://runs/shakedown\n');
    expect(JSON.parse(stdout)).to.deep.include({ before: ['r19'], after: ['r21'], regressions: ['dns/a fails'] });
    expect(exit).to.equal(1);
    const named = await run('compare', '--last-green', url, '--from', 's3://runs/shakedown', '--json');
    expect(named).to.deep.equal({ exit, stdout, stderr: '' });
  });

  it('are published again by their URL', async () => {
    const url = 's3://runs/shakedown/prod/2026/11/21/r21';
    const args = ['publish', url, '--to', 'textfile', '--set', 'notify.metrics.textfile=shakedown.prom'];
    const { exit, stdout, stderr } = await run(...args);
    expect([exit, stdout, stderr]).to.deep.equal([0, 'textfile: wrote shakedown.prom\n', '']);
    expect(await readFile(join(directory, 'shakedown.prom'), 'utf8')).to.include(
      '\nshakedown_failed_runs{cluster="prod"} 2\n',
    );
  });

  it('leave out what cannot be read or has an impossible time, and say so; a damaged index is written again', async () => {
    using _ = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    const never = new AbortController().signal;
    for (const [id, startedAt] of [
      ['r-october', '2026-10-01T08:00:00.000Z'],
      ['r-future', '2099-01-01T08:00:00.000Z'],
    ] as const) {
      const results = resultsOf(id, { startedAt });
      const place = await directoryOf(results);
      await deliver({ directory: place, results, config: configFor(server, 'prod') }, never);
      await rm(place, { recursive: true });
    }
    using bucket = await openBucket(configFor(server, 'prod').archive);
    await bucket.write('shakedown/prod/index/2026-10.json', Buffer.from('<html>'), never);
    await bucket.write('shakedown/prod/index/2026-09.json', Buffer.from(''), never);
    const empty = '{"schemaVersion":1,"cluster":"prod","runs":[]}';
    await bucket.write('shakedown/prod/index/2026-08.json', Buffer.from(empty), never);
    const index = (month: string) => `s3://runs/shakedown/prod/index/${month}.json`;
    const damaged = 'it is no index that this version can read; shakedown archive reindex writes it again';
    const holes = await run('history', '--json');
    expect(JSON.parse(holes.stdout).runs.map(({ id }: { id: string }) => id)).to.deep.equal(['r19', 'r20', 'r21']);
    const [first, future, ...others] = holes.stderr.split('\n');
    expect(first).to.equal('results/ has no run: reading s3://runs/shakedown');
    expect(future).to.match(
      /^left out: s3:\/\/runs\/shakedown\/prod\/2099\/01\/01\/r-future\/: it says that it began at 2099-01-01T08:00:00\.000Z, \S+ from now: a clock was wrong$/,
    );
    expect(others).to.deep.equal([
      `left out: ${index('2026-10')}: ${damaged}`,
      `left out: ${index('2026-09')}: ${damaged}`,
      '',
    ]);
    expect(await run('archive', 'reindex', '--dry-run')).to.deep.equal({
      exit: 0,
      stderr: '',
      stdout:
        `unchanged ${index('2026-08')}: 0 runs\n` +
        `would write ${index('2026-09')}: 0 runs (0 added, 0 corrected, 0 removed; something else was in its place)\n` +
        `would write ${index('2026-10')}: 1 run (1 added, 0 corrected, 0 removed; something else was in its place)\n` +
        `unchanged ${index('2026-11')}: 3 runs\n` +
        `unchanged ${index('2099-01')}: 1 run\n` +
        '2 of 5 indexes would be written\n',
    });
    expect((await run('archive', 'reindex')).stdout).to.match(/\n2 of 5 indexes written\n$/);
    const whole = await run('history', '--json');
    expect(JSON.parse(whole.stdout).runs[0].id).to.equal('r-october');
    const untimed = (text: string) => text.replace(/\S+ from now/, 'later');
    expect(untimed(whole.stderr)).to.equal(untimed(`${first}\n${future}\n`));
  });

  it('are in a report, and in the summary of a job, of a run that is the only one in results/', async () => {
    const results = resultsOf('r22', { startedAt: '2026-11-22T08:00:00.000Z', status: 'failed' });
    results.run.cluster.name = 'prod';
    await mkdir(join(directory, 'results', 'r22'), { recursive: true });
    await writeFile(join(directory, 'results', 'r22', 'results.json'), JSON.stringify(results));
    const [report, summary] = [await run('report', 'r22'), await run('summary', 'r22', '--github')];
    expect(report.stdout).to.include('fails since run r20, 3 in a row');
    expect(report.exit, report.stderr).to.equal(0);
    expect(summary.stdout).to.match(/^### prod still FAILED: /);
    const noKey = { ...CREDENTIALS, AWS_SECRET_ACCESS_KEY: 'wrong' };
    const without = await shakedown(['summary', 'r22', '--github'], { cwd: directory, env: noKey });
    expect(without.stderr).to.match(
      /^results\/ has no other run: reading s3:\/\/runs\/shakedown\nthe run is not compared with those in the archive: \S/,
    );
    expect(without.exit).to.equal(0);
  });
});
