import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';
import { endGroup, signalGroup } from './process-group.ts';
import { processStart } from './process-start.ts';

/** Waits for a line on standard input, and becomes the shell of the command: if this process is killed before it has written down the child, the command never begins. */
const ONCE_WRITTEN_DOWN = 'read -r _ && exec /bin/sh -e -c "$1" </dev/null';

/** A command of the configuration, and how it is run. */
export interface NightCommand {
  /** What it does, for messages: `the command that builds the cluster`. */
  what: string;
  /** The key of the configuration that holds it. */
  key: string;
  /** As a shell reads it. */
  text: string;
  /** Receives all its output. The file is readable only by its owner, because a command may print secrets. */
  log: string;
  /** Variables in addition to those of this process. */
  environment: Readonly<Record<string, string>>;
  /** How long it may take, in milliseconds. */
  withinMs: number;
  clock: Clock;
  /** Called before the command begins, with its process, which leads a process group. */
  onStart: (leader: { pid: number; start: string }) => void;
  signal: AbortSignal;
}

/**
 * Runs a command by `sh -e -c`: the text is the script, nothing is put into it, and its first command that fails ends it. All its processes
 * end when the time is over or the signal fires; those that it leaves running after its own end stay.
 * @throws ShakedownError NIGHTLY_COMMAND; the reason of the signal.
 */
export async function runCommand(command: NightCommand): Promise<void> {
  const { text, log, environment, withinMs, clock, onStart, signal } = command;
  signal.throwIfAborted();
  const child = start(text, log, environment);
  const ended = endOf(child);
  const { pid } = child;
  if (pid === undefined) throw failure(command, await ended);
  onStart({ pid, start: processStart(pid) ?? '' });
  child.stdin?.end('\n');
  // A second signal of a person ends this process at once, and the command with it.
  const kill = () => signalGroup(pid, 'SIGKILL');
  process.on('exit', kill);
  const over = new AbortController();
  try {
    const timeout = clock.sleep(withinMs, AbortSignal.any([signal, over.signal])).then(
      () => 'timeout' as const,
      () => 'signal' as const,
    );
    const first = await Promise.race([ended.then((how) => ({ how })), timeout]);
    if (typeof first === 'string') {
      await endGroup(pid, clock);
      signal.throwIfAborted();
      throw failure(command, `it has not ended within ${formatDuration(withinMs / 1_000)}`);
    }
    if (first.how !== '') throw failure(command, first.how);
  } finally {
    over.abort();
    process.off('exit', kill);
  }
}

/** The output goes to the file itself, not through this process: what the command leaves running, such as a cluster, may write on. */
function start(text: string, log: string, environment: NightCommand['environment']): ChildProcess {
  const file = openSync(log, 'a', 0o600);
  try {
    return spawn('/bin/sh', ['-c', ONCE_WRITTEN_DOWN, 'sh', text], {
      detached: true,
      stdio: ['pipe', file, file],
      env: { ...process.env, ...environment },
    });
  } finally {
    closeSync(file);
  }
}

/** How a process ended; empty when it succeeded. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`it cannot be started: ${messageOf(error)}`));
    child.once('exit', (code, signal) => resolve(code === 0 ? '' : `it ended with ${signal ?? `exit code ${code}`}`));
  });
}

function failure({ what, key, log }: NightCommand, seen: string): ShakedownError {
  return new ShakedownError('NIGHTLY_COMMAND', {
    meaning: 'infrastructure',
    expected: `${what} (${key}) to succeed`,
    seen,
    todo: `see its output: ${log}`,
  });
}
