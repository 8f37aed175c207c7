import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { deliver } from '../../../src/archive/deliver.ts';
import { shakedown } from '../cli/command-line.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

describe('Earlier runs, where results/ has none and there is an archive', function () {
  this.timeout(60_000);
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
});
