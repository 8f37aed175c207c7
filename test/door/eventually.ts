import { setImmediate as turn } from 'node:timers/promises';

/** Resolves as soon as something holds, looking at every turn of the event loop; the test's own time-out is the limit. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}
