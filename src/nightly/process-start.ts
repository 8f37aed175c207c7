import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const BOOT = '/proc/sys/kernel/random/boot_id';

/**
 * When a process was started, as a text that no other process with the same id has: the machine's boot and the time since then on Linux, the
 * date elsewhere.
 * @returns `undefined` when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  return existsSync(BOOT) ? fromProc(pid) : fromPs(pid);
}

/** Field 22 of `/proc/<pid>/stat`; the name in field 2 may contain anything. A zombie has ended. */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${readFileSync(BOOT, 'utf8').trim()} ${fields[19]}`;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function fromPs(pid: number): string | undefined {
  try {
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 10_000 });
    return said.trim() || undefined;
  } catch (error) {
    // `ps` exits with 1 when there is no such process.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}
