import { readdirSync, readFileSync } from 'node:fs';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

/** A process of the host. */
export interface Process {
  pid: number;
  argv: string[];
}

/** The programs of ours that stand on the host for a cluster. */
export type Program = 'init.ts' | 'forwarder.ts';

/**
 * Whether an argument list is that of one of our programs for this cluster's directory, also when a launcher carries it.
 * @example isProgram(['unshare', '--pid', 'node', '/any/testbed/cluster/init.ts', '/var/lib/shakedown-testbed/a'], 'init.ts', '/var/lib/shakedown-testbed/a') // true
 */
export function isProgram(argv: readonly string[], program: Program, directory: string): boolean {
  return argv.some(
    (argument, index) => argument.endsWith(`/testbed/cluster/${program}`) && argv[index + 1] === directory,
  );
}

/**
 * The processes that run one of our programs for this cluster. They are looked for by what they are, not by a recorded id: a record could be
 * missing after a kill, or name a process that is another one by now.
 */
export function processesOf(program: Program, directory: string): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ pid: Number(entry), argv: argvOf(entry) }))
    .filter(({ argv }) => isProgram(argv, program, directory));
}

/**
 * Kills processes and waits until they are gone.
 * @throws ShakedownError TESTBED_UNKILLABLE when one is still there after ten seconds.
 */
export async function kill(processes: readonly Process[], clock: Clock = systemClock): Promise<void> {
  for (const { pid } of processes) signal(pid, 'SIGKILL');
  const deadline = clock.now() + 10_000;
  let left = [...processes];
  while ((left = left.filter(({ pid, argv }) => argvOf(String(pid)).join(' ') === argv.join(' '))).length > 0) {
    if (clock.now() > deadline) {
      throw new ShakedownError('TESTBED_UNKILLABLE', {
        expected: 'a killed process to be gone within 10 s',
        seen: left.map(({ pid, argv }) => `${pid} (${argv[0]})`).join(', '),
        todo: 'look for a hung mount or disk: such a process waits in the kernel',
      });
    }
    await clock.sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Empty for a process that is gone, and for one that only waits to be reaped. */
function argvOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
