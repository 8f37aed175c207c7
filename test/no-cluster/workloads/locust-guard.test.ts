import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { locustImage } from '../../../testbed/images/locust-image.ts';
import { installedLocust } from './installed-locust.ts';

const WORKLOAD = resolve(import.meta.dirname, '../../../workloads/locust');
/** Ends a test that hangs, so that its name is reported. */
const TIMEOUT = 5 * 60_000;
/** The Python of the image. */
const PYTHON = '/usr/bin/python3';

describe('The guard in the load generators', () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'locust-guard-'))));
  after(() => rm(directory, { recursive: true, force: true }));

  it('passes its own tests with the Locust of the image', async () => {
    const { archive } = await locustImage(silentProgress);
    const { exitCode, all } = await execa(
      PYTHON,
      ['-m', 'unittest', 'discover', '--verbose', '--buffer', '-t', '.', '-s', 'tests'],
      {
        cwd: WORKLOAD,
        // Without the settings of this machine and user, because Locust would read them.
        env: {
          PATH: process.env['PATH'],
          HOME: directory,
          TMPDIR: directory,
          PYTHONPATH: await installedLocust(archive, directory),
          PYTHONDONTWRITEBYTECODE: '1',
        },
        extendEnv: false,
        stdin: 'ignore',
        all: true,
        timeout: TIMEOUT,
        reject: false,
      },
    );
    expect(exitCode, all).to.equal(0);
    expect(all).to.match(/^Ran [1-9]\d* tests in /m);
  });
});
