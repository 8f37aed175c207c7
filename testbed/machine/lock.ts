import { createServer } from 'node:net';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';
import { milliseconds, type Duration } from '../../src/time/duration.ts';

/**
 * Waits until no other process holds `subject`, and holds it until disposed of.
 * The lock is an abstract Unix socket: the kernel gives it to one process, and releases it when that process ends, in any way.
 * @param within how long to wait for the other process. @default '5m'
 * @throws ShakedownError TESTBED_BUSY after that.
 * @example await using _ = await lock('cluster/dev', { waiting: () => progress.now('waiting …') });
 */
export async function lock(
  subject: string,
  {
    within = '5m',
    waiting = () => {},
    clock = systemClock,
  }: { within?: Duration; waiting?: () => void; clock?: Clock } = {},
): Promise<AsyncDisposable> {
  const deadline = clock.now() + milliseconds(within);
  for (;;) {
    const held = await listen(`\0shakedown-testbed/${subject}`);
    if (held) return held;
    if (clock.now() > deadline) {
      throw new ShakedownError('TESTBED_BUSY', {
        meaning: 'infrastructure',
        expected: `no other command that works on ${subject}`,
        seen: `another command works on ${subject}, and has not ended within ${within}`,
        todo: 'wait for it, or end it, and start again',
      });
    }
    waiting();
    await clock.sleep(100);
  }
}

function listen(path: string): Promise<AsyncDisposable | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path }, () => {
      resolve({ [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())) });
    });
  });
}
