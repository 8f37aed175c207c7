import { setTimeout as pause } from 'node:timers/promises';

/** No test waits that long for what happens; it ends the wait of one that has been given up by then. */
const LIMIT_MS = 60_000;

/** Resolves as soon as something holds; the test's own time-out is the limit. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (const start = performance.now(); !holds(); await pause(1))
    if (performance.now() - start > LIMIT_MS) throw new Error(`did not come to hold: ${String(holds)}`);
}
