import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { shakedown } from '../cli/command-line.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { createBucket, CREDENTIALS } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

/** Publishes a run by the command. @param preload code that runs in the process before it. */
async function publish(endpoint: string, directory: string, preload = '') {
  return await shakedown(
    ['publish', directory, '--set', 'archive.bucket=runs', '--set', `archive.endpoint=${endpoint}`],
    { env: { ...CREDENTIALS, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` } },
  );
}

describe('The archive, when something is wrong', function () {
  this.timeout(180_000);

  it('is told to be full, and what is here stays', async () => {
    const small = await mkdtemp(join(tmpdir(), 'small-disk-'));
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', small]);
    try {
      await using server = await startVersitygw(small);
      await createBucket(server, 'runs');
      const directory = await directoryOf(resultsOf('r1'), { 'sonobuoy.tar.gz': Buffer.alloc(64 * 1_024 ** 2, 'x') });
      const { exit, stderr } = await publish(server.endpoint, directory);
      expect(exit).to.equal(5);
      expect(stderr).to.match(
        /^not published to archive: ARCHIVE_FULL: 127\.0\.0\.1:\d+ has no space left \(InsufficientStorage, status 507\)\n {2}expected: to write s3:.+\n {2}do: +.+\n$/m,
      );
      expect(await readFile(join(directory, 'results.json'), 'utf8')).to.contain('r1');
      await rm(directory, { recursive: true });
    } finally {
      await execa('umount', [small]);
      await rm(small, { recursive: true });
    }
  });

  it('takes a run from a machine whose clock is an hour late', async () => {
    await using server = await startVersitygw();
    await createBucket(server, 'runs');
    const directory = await directoryOf(resultsOf('r1'));
    const late = `
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...of) { if (of.length > 0) super(...of); else super(Right.now() - 3600000); }
        static now() { return Right.now() - 3600000; }
      };`;
    const { exit, stdout, stderr } = await publish(server.endpoint, directory, late);
    expect([exit, stdout], stderr).to.deep.equal([
      0,
      'archive: uploaded 3 files (0.0 MB) to s3://runs/shakedown/prod/2026/11/21/r1/\n',
    ]);
    await rm(directory, { recursive: true });
  });

  it('takes an archive of 1 GB without holding it in memory', async () => {
    await using server = await startVersitygw();
    await createBucket(server, 'runs');
    const directory = await directoryOf(resultsOf('r1'));
    const archive = join(directory, 'sonobuoy.tar.gz');
    await writeFile(archive, '');
    await truncate(archive, 1_000_000_000);
    const tell = `process.on('exit', () => console.error('most memory', process.resourceUsage().maxRSS));`;
    const { exit, stdout, stderr } = await publish(server.endpoint, directory, tell);
    expect([exit, stdout], stderr).to.deep.equal([
      0,
      'archive: uploaded 4 files (1000.0 MB) to s3://runs/shakedown/prod/2026/11/21/r1/\n',
    ]);
    const kibibytes = Number(/most memory (\d+)/.exec(stderr)?.[1]);
    expect(kibibytes * 1_024)
      .to.be.greaterThan(0)
      .and.lessThan(300_000_000);
    await rm(directory, { recursive: true });
  });
});
