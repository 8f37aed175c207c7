import { startRunner } from './runner-process.ts';

/** How long everything that is configured may take together, in milliseconds; each delivery has its own limit below it. */
const LIMIT = 10 * 60_000;
/** From SIGTERM to SIGKILL, in milliseconds. */
const GRACE = 2_000;

/**
 * Publishes a run that has been handed over to all that is configured, in a process of its own: what goes wrong there, even a lack of
 * memory, is told on standard error, and harms nothing here.
 * @param program how to start it: `shakedown publish`, with its arguments.
 */
export async function publish(program: readonly string[], env: NodeJS.ProcessEnv, limitMs = LIMIT): Promise<void> {
  const publisher = startRunner({ program: process.execPath, args: program, env });
  const timer = setTimeout(() => publisher.end('publishing took too long', GRACE), limitMs);
  try {
    await publisher.ended;
  } finally {
    clearTimeout(timer);
  }
}
