import { readdirSync, readFileSync } from 'node:fs';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

/** A process of the host. */
export interface Process {
  pid: number;
  /** When it was started, in kernel clock ticks. Together with the id, it identifies a process permanently. */
  started: string;
  argv: string[];
}

/** Our programs that run for a cluster. */
export type Program = 'init.ts' | 'forwarder.ts';

/**
 * Whether an argument list is that of one of our programs for this cluster's directory, also behind a launcher.
 * @example isProgram(['unshare', '--pid', 'node', '/any/testbed/machine/init.ts', '/var/lib/shakedown-testbed/a'], 'init.ts', '/var/lib/shakedown-testbed/a') // true
 */
export function isProgram(argv: readonly string[], program: Program, directory: string): boolean {
  return argv.some(
    (argument, index) => argument.endsWith(`/testbed/machine/${program}`) && argv[index + 1] === directory,
  );
}

/**
 * The processes that run one of our programs for this cluster. They are found by their arguments, not by a recorded id: a record could be
 * missing after a kill, or its id could belong to another process by now.
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
 * Waits until processes have ended, and kills those that still run after `grace` milliseconds; 0 kills at once.
 * @throws ShakedownError TESTBED_UNKILLABLE when one still exists ten seconds later.
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
        expected: 'a killed process to end within 10 s',
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

/** Empty for a process that has ended. */
function argvOf(pid: string): string[] {
  return readProcess(pid, 'cmdline').split('\0').slice(0, -1);
}

/**
 * Empty for a process that has ended, and for a zombie. The first process of a PID namespace becomes a zombie only when all others in it
 * have ended; its arguments disappear earlier.
 */
function startOf(pid: string): string {
  // The name may contain any character, but it is in parentheses, and the state is the first field after them: proc_pid_stat(5).
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
