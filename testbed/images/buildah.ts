import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { lock } from '../machine/lock.ts';

/** How much of buildah's output an error shows. */
const TAIL = 20;

const TEMPORARY = 'temporary-';

/** buildah with its own storage in the cache: the machine's images and containers are neither used nor changed. */
export interface Buildah {
  /**
   * Runs one command of buildah.
   * @param onLine each line of output, for progress.
   * @returns its standard output.
   * @throws ShakedownError IMAGE_BUILD_FAILED with the end of the output.
   */
  run(args: string[], onLine?: (line: string) => void): Promise<string>;
  /** Calls `use` with a temporary directory, and removes it. The next call removes a directory that a killed process left. */
  temporary<T>(use: (directory: string) => Promise<T>): Promise<T>;
  /** Whether the storage has an image with that name. */
  has(ref: string): Promise<boolean>;
}

/** Calls `work` with exclusive access to the storage, after removing what an interrupted build left. */
export async function withBuildah<T>(waiting: () => void, work: (buildah: Buildah) => Promise<T>): Promise<T> {
  const home = join(cacheDirectory(), 'buildah');
  await using _ = await lock('build/images', { within: '30m', waiting });
  await mkdir(home, { recursive: true });
  // Its record of mounted layers is outdated: mounts end with the command that created them, see below.
  await rm(join(home, 'run'), { recursive: true, force: true });
  for (const name of await readdir(home)) {
    if (name.startsWith(TEMPORARY)) await rm(join(home, name), { recursive: true, force: true });
  }
  const buildah = buildahIn(home);
  await buildah.run(['rm', '--all']);
  return await work(buildah);
}

function buildahIn(home: string): Buildah {
  // It ends with us, even when we are killed. Its mounts and processes end with it, because they are in its own namespaces.
  const isolated = [
    '--pdeathsig',
    'KILL',
    'unshare',
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  const storage = ['--root', join(home, 'storage'), '--runroot', join(home, 'run'), '--storage-driver', 'overlay'];

  const run: Buildah['run'] = async (args, onLine) => {
    const command = execa('setpriv', [...isolated, 'buildah', ...storage, ...args], {
      stdin: 'ignore',
      all: true,
      reject: false,
    });
    if (onLine) for await (const line of command.iterable({ from: 'all' })) onLine(line);
    const { failed, stdout, all, shortMessage } = await command;
    if (!failed) return stdout;
    throw new ShakedownError('IMAGE_BUILD_FAILED', {
      meaning: 'suite',
      expected: `buildah ${args[0]} succeeds`,
      seen: all.trim().split('\n').slice(-TAIL).join('\n') || (shortMessage ?? 'no output'),
    });
  };
  const has: Buildah['has'] = async (ref) => {
    const names = JSON.parse(await run(['images', '--json'])) as { names: string[] | null }[];
    return names.some((image) => image.names?.includes(ref));
  };
  const temporary: Buildah['temporary'] = async (use) => {
    const directory = await mkdtemp(join(home, TEMPORARY));
    try {
      return await use(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  return { run, has, temporary };
}
