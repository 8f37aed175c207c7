import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../src/errors/shakedown-error.ts';
import type { Duration } from '../../src/time/duration.ts';
import { cgroupsExist, removeCgroups, type CgroupTrees } from './cgroups.ts';
import { controlOf, PROTOCOL, type Control } from './control.ts';
import type { Layout } from './layout.ts';
import { prepareMachine } from './machine-record.ts';
import { end, processesOf } from './processes.ts';
import { waitFor } from '../cluster/wait-for.ts';

const INIT = join(import.meta.dirname, 'init.ts');

// PID 1 is a shell: it reaps orphans, which Node would leave as zombies, and ends with its child.
const REAPER = '"$@" & wait $!';

/** Checks that the supervisor of a cluster runs and accepts orders of this version. @returns what is wrong; undefined when nothing is. */
export async function supervisorProblem(layout: Layout): Promise<string | undefined> {
  if (processesOf('init.ts', layout.directory).length === 0) return 'it does not run';
  try {
    const { protocol } = await controlOf(layout.controlSocket).hello();
    return protocol === PROTOCOL ? undefined : `it accepts orders of version ${protocol}, not ${PROTOCOL}`;
  } catch (error) {
    return `it does not answer: ${messageOf(error)}`;
  }
}

/** Starts a cluster's supervisor as the root of its own namespaces: network, mounts, processes. Ending it ends everything in them. */
export async function startSupervisor(layout: Layout): Promise<Control> {
  const log = layout.log('init');
  // First, because by this directory other commands know that this machine has a cluster.
  await mkdir(layout.directory, { recursive: true, mode: 0o700 });
  await mkdir(dirname(log), { recursive: true });
  await prepareMachine(dirname(layout.directory));
  const output = openSync(log, 'a');
  const namespaces = [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--propagation',
    'private',
  ];
  const init = ['/bin/sh', '-c', REAPER, 'init', process.execPath, INIT, layout.directory];
  const child = spawn('unshare', [...namespaces, ...init], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  await awaitSupervisor(layout, '10s');
  return controlOf(layout.controlSocket);
}

/** Waits for a supervisor that somebody has started. */
export function awaitSupervisor(layout: Layout, within: Duration): Promise<void> {
  return waitFor({
    expected: `the supervisor of cluster ${layout.name} to accept orders`,
    within,
    every: '20ms',
    missing: () => supervisorProblem(layout),
    evidence: () => readFile(layout.log('init'), 'utf8').catch(() => 'it has written no log'),
  });
}

/** Ends a cluster's supervisor, and with it everything in its namespaces. */
export async function endSupervisor({ directory }: Layout): Promise<void> {
  const processes = processesOf('init.ts', directory);
  const launchers = processes.filter(({ argv }) => argv[0] === 'unshare');
  await end(processes.filter((process) => !launchers.includes(process)));
  // `unshare` ends by itself when it has reaped the namespaces' first process. Killed earlier, it would not reap it.
  await end(launchers, 1_000);
}

/** Whether anything of a cluster still exists on the machine. */
export function anythingRemains(layout: Layout, trees: CgroupTrees): boolean {
  const running = (['init.ts', 'forwarder.ts'] as const).flatMap((program) => processesOf(program, layout.directory));
  return running.length > 0 || existsSync(layout.directory) || cgroupsExist(trees, layout.cgroup);
}

/**
 * Removes everything of a cluster from the machine, whatever its state. It ends the processes; with the first of them, the kernel removes all links,
 * routes, rules, namespaces and mounts. Then it removes the cgroups and the files.
 */
export async function sweep(layout: Layout, trees: CgroupTrees): Promise<void> {
  await endSupervisor(layout);
  await end(processesOf('forwarder.ts', layout.directory));
  await removeCgroups(trees, layout.cgroup);
  // Its mounts have ended with the namespace. If one is visible here after all, nothing behind it is removed.
  await promisify(execFile)('rm', ['-rf', '--one-file-system', layout.directory]);
}
