import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { locustImage } from '../../../testbed/images/locust-image.ts';
import { installedLocust } from './installed-locust.ts';

const WORKLOAD = resolve(import.meta.dirname, '../../../workloads/locust');
/** Ends a test that hangs, so that its name is reported. */
const TIMEOUT = 5 * 60_000;
/** The Python of the image. */
const PYTHON = '/usr/bin/python3';

/** Runs tests of the guard with the Locust of the image: arguments of Python's `unittest`. */
export async function guardTests(args: readonly string[]): Promise<{ exitCode: number | undefined; all: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'locust-guard-'));
  try {
    const { archive } = await locustImage(silentProgress);
    const { exitCode, all } = await execa(PYTHON, ['-m', 'unittest', ...args], {
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
    });
    return { exitCode, all };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
