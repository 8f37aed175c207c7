import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** A program of the testbed that runs until it is disposed of. */
export interface ServerProcess extends AsyncDisposable {
  /** Ends it, and returns when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a server, and waits until an address answers with a status of success.
 * @param ready the address.
 * @throws when it ends before, with the end of its log.
 */
export async function startServer(program: string, args: readonly string[], ready: string): Promise<ServerProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = `${log}${text}`.slice(-4_000)));
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  while ((await fetch(ready).catch(() => undefined))?.ok !== true) {
    if (child.exitCode !== null) throw new Error(`${program} has ended:\n${log}`);
    await delay(100);
  }
  return { stop, [Symbol.asyncDispose]: stop };
}
