import type { Clock } from '../time/clock.ts';
import { processStart } from './process-start.ts';

/** How long the processes of a group have to end after SIGTERM, in milliseconds. */
const GRACE = 15_000;
/** How often it is looked whether they have. */
const EVERY = 100;

/**
 * Ends the processes of a group: by SIGTERM, and by SIGKILL those that have not ended 15 s later.
 * @param leader the id of the group, which is that of its first process.
 */
export async function endGroup(leader: number, clock: Clock): Promise<void> {
  const deadline = clock.now() + GRACE;
  signalGroup(leader, 'SIGTERM');
  while (isThere(leader)) {
    if (clock.now() >= deadline) return signalGroup(leader, 'SIGKILL');
    await clock.sleep(EVERY);
  }
}

/** Whether a process is the one that was started then, and not a later one with the same id. */
export function isSameProcess(pid: number, start: string): boolean {
  return processStart(pid) === start;
}

/** Sends a signal to all processes of a group; it is no error when there are none. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A group of which only zombies are left still takes signals, until its leader is waited for. */
function isThere(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
