import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';

/**
 * Holds a lock of the kernel's on a file while `work` runs, so that two builds never write the same place. A holder that dies, however it dies,
 * lets go of it: the lock belongs to a small child that ends with our end of its standard input.
 * @param waiting called once when another process holds the lock, before we wait for it.
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let lock = await acquire(file, ['--nonblock']);
  if (lock === undefined) {
    waiting();
    lock = await acquire(file, []);
  }
  await using _held = lock;
  return await work();
}

/** The exit code that we give flock for 'held by another', apart from its own codes for real errors. */
const HELD = 75;

async function acquire(file: string, options: string[]): Promise<AsyncDisposable | undefined> {
  const command = [...options, '--conflict-exit-code', `${HELD}`, file, 'sh', '-c', 'echo held; exec cat'];
  const holder = execa('flock', command, {
    // A session of its own: Ctrl-C at the terminal must reach the build first, and the lock last.
    detached: true,
    stdin: 'pipe',
    buffer: false,
    reject: false,
  });
  const ended = holder.then(({ exitCode, shortMessage }) => ({ exitCode, shortMessage }));
  const first = await Promise.race([once(holder.stdout, 'data').then(() => 'held' as const), ended]);
  if (first === 'held') {
    return {
      [Symbol.asyncDispose]: async () => {
        holder.stdin.end();
        await ended;
      },
    };
  }
  if (first.exitCode === HELD) return undefined;
  throw new ShakedownError('BUILD_LOCK', {
    expected: 'the build can lock its place in the cache',
    seen: `${file}: ${first.shortMessage ?? 'flock ended'}`,
    todo: 'check that the directory is writable, or set SHAKEDOWN_CACHE to another one',
  });
}
