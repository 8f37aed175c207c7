import { readdirSync, readFileSync } from 'node:fs';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

/** A process of the host. */
export interface Process {
  pid: number;
  /** When it was started, in the kernel's own count: with the id it names one process for ever. */
  started: string;
  argv: string[];
}

/** The programs of ours that stand on the host for a cluster. */
export type Program = 'init.ts' | 'forwarder.ts';

/**
 * Whether an argument list is that of one of our programs for this cluster's directory, also when a launcher carries it.
 * @example isProgram(['unshare', '--pid', 'node', '/any/testbed/machine/init.ts', '/var/lib/shakedown-testbed/a'], 'init.ts', '/var/lib/shakedown-testbed/a') // true
 */
export function isProgram(argv: readonly string[], program: Program, directory: string): boolean {
  return argv.some(
    (argument, index) => argument.endsWith(`/testbed/machine/${program}`) && argv[index + 1] === directory,
  );
}

/**
 * The processes that run one of our programs for this cluster. They are looked for by what they are, not by a recorded id: a record could be
 * missing after a kill, or name a process that is another one by now.
 */
export function processesOf(program: Program, directory: string): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const argv = argvOf(entry);
      if (!isProgram(argv, program, directory)) return [];
      return [{ pid: Number(entry), started: startOf(entry), argv }];
    });
}

/**
 * Waits until processes are gone, and kills those that are still there after `grace` milliseconds; 0 kills at once.
 * @throws ShakedownError TESTBED_UNKILLABLE when one is still there ten seconds later.
 */
export async function end(processes: readonly Process[], grace = 0, clock: Clock = systemClock): Promise<void> {
  const start = clock.now();
  let killed = false;
  let left = [...processes];
  while ((left = left.filter(isAlive)).length > 0) {
    const waited = clock.now() - start;
    if (!killed && waited >= grace) {
      for (const { pid } of left) kill(pid);
      killed = true;
    }
    if (waited > grace + 10_000) {
      throw new ShakedownError('TESTBED_UNKILLABLE', {
        meaning: 'infrastructure',
        expected: 'a killed process to be gone within 10 s',
        seen: left.map(({ pid, argv }) => `${pid} (${argv[0]})`).join(', '),
        todo: 'look for a hung mount or disk: such a process waits in the kernel',
      });
    }
    await clock.sleep(20);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isAlive({ pid, started }: Process): boolean {
  return startOf(String(pid)) === started;
}

/** Empty for a process that is gone. */
function argvOf(pid: string): string[] {
  return readProcess(pid, 'cmdline').split('\0').slice(0, -1);
}

/**
 * Empty for a process that is gone, and for one that only waits to be reaped. The first process of a PID namespace comes to that when all others in there
 * are gone; its arguments vanish earlier.
 */
function startOf(pid: string): string {
  // The name may hold anything, but it is in parentheses, and state is the first field after them: proc_pid_stat(5).
  const fields = readProcess(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ['Z', 'X', ''].includes(fields[0] ?? '') ? '' : (fields[19] ?? '');
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
