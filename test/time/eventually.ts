import { setTimeout as pause } from 'node:timers/promises';

/** Longer than every timeout of a test: it only ends the wait of a test that has timed out already. */
const LIMIT_MS = 60_000;

/** Resolves as soon as a condition holds; the test's own timeout is the limit. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (const start = performance.now(); !holds(); await pause(1))
    if (performance.now() - start > LIMIT_MS) throw new Error(`never held: ${String(holds)}`);
}
