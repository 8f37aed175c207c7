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

// As PID 1 it is a shell: it reaps what is orphaned, which Node would leave as zombies, and ends with its child.
const REAPER = '"$@" & wait $!';

/** Whether the supervisor of a cluster is there and takes orders of this version. @returns what is wrong; undefined when all is well. */
export async function supervisorTrouble(layout: Layout): Promise<string | undefined> {
  if (processesOf('init.ts', layout.directory).length === 0) return 'it does not run';
  try {
    const { protocol } = await controlOf(layout.controlSocket).hello();
    return protocol === PROTOCOL ? undefined : `it takes orders of version ${protocol}, not ${PROTOCOL}`;
  } catch (error) {
    return `it does not answer: ${messageOf(error)}`;
  }
}

/** Starts a cluster's supervisor as the root of namespaces of its own: network, mounts, processes. Ending it ends everything in them. */
export async function startSupervisor(layout: Layout): Promise<Control> {
  const log = layout.log('init');
  // First, for it is what tells other commands that this machine carries a cluster.
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
    expected: `the supervisor of cluster ${layout.name} to take orders`,
    within,
    every: '20ms',
    missing: () => supervisorTrouble(layout),
    evidence: () => readFile(layout.log('init'), 'utf8').catch(() => 'it has written no log'),
  });
}

/** Ends a cluster's supervisor, and with it everything in its namespaces. */
export async function endSupervisor({ directory }: Layout): Promise<void> {
  const processes = processesOf('init.ts', directory);
  const launchers = processes.filter(({ argv }) => argv[0] === 'unshare');
  await end(processes.filter((process) => !launchers.includes(process)));
  // It ends by itself when it has reaped the namespaces' first process; killed earlier, it would leave that to others.
  await end(launchers, 1_000);
}

/** Whether anything of a cluster is on the machine. */
export function isAnythingLeft(layout: Layout, trees: CgroupTrees): boolean {
  const running = (['init.ts', 'forwarder.ts'] as const).flatMap((program) => processesOf(program, layout.directory));
  return running.length > 0 || existsSync(layout.directory) || cgroupsExist(trees, layout.cgroup);
}

/**
 * Removes everything of a cluster from the machine, in whatever state it is: ends its processes, and the kernel with its init all links, routes,
 * rules, namespaces and mounts; then its cgroups and its files.
 */
export async function sweep(layout: Layout, trees: CgroupTrees): Promise<void> {
  await endSupervisor(layout);
  await end(processesOf('forwarder.ts', layout.directory));
  await removeCgroups(trees, layout.cgroup);
  // Its mounts were the namespace's own and are gone; should one be seen here after all, nothing behind it is touched.
  await promisify(execFile)('rm', ['-rf', '--one-file-system', layout.directory]);
}
