import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { everyRoot, machineCgroups } from '../../../testbed/machine/cgroups.ts';
import { layoutOf } from '../../../testbed/machine/layout.ts';
import { MOUNT_POINTS, WANTED } from '../../../testbed/machine/machine-record.ts';
import { processesOf } from '../../../testbed/machine/processes.ts';

/** What a cluster could leave on the machine, without what it uses only while it runs. */
export interface MachineState {
  links: string;
  routes: string;
  rules: string;
  mounts: string[];
  settings: Record<string, string>;
  directories: string[];
}

/** The state of this machine, outside of all clusters. */
export function machineState(): MachineState {
  const run = (command: string, ...argv: string[]) => execFileSync(command, argv, { encoding: 'utf8' });
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const places = [
    ...MOUNT_POINTS,
    '/run/containerd',
    '/run/netns',
    '/run/xtables.lock',
    '/usr/libexec/kubernetes',
    '/var/run/kubernetes',
  ];
  return {
    links: run('ip', '-oneline', 'link').replaceAll(/qlen \d+|state \w+/g, ''),
    routes: run('ip', 'route', 'show', 'table', 'all'),
    rules: ['iptables-save', 'ip6tables-save'].map((command) => run(command).replaceAll(/^#.*$/gm, '')).join('\n'),
    mounts: mounts.filter((line) => /shakedown-testbed|kubelet|containerd|cni|netns/.test(line)),
    settings: Object.fromEntries(
      Object.keys(WANTED).map((name) => [name, readFileSync(`/proc/sys/${name}`, 'utf8').trim()]),
    ),
    directories: places.filter((place) => existsSync(place)),
  };
}

/**
 * The processes of a running cluster: those in any of its namespaces, each with its start time, because the kernel reuses the ids of
 * processes and namespaces, perhaps for another cluster.
 */
export function processesOfCluster(name: string): string[] {
  const ids = namespacesOf(name);
  return pids()
    .filter((pid) => namespaces(pid).some((id) => ids.has(id)))
    .flatMap((pid) => withStart(pid) ?? []);
}

/** Those of the processes that still run. */
export function stillRunning(processes: readonly string[]): string[] {
  const alive = new Set(pids().map(withStart));
  return processes.filter((process) => alive.has(process));
}

/** The kernel's ids of the namespaces of a running cluster. */
function namespacesOf(name: string): Set<string> {
  const { directory } = layoutOf(name);
  const own = namespaces('self');
  const roots = processesOf('init.ts', directory).map(({ pid }) => namespace(String(pid), 'pid'));
  const pidNamespaces = new Set(roots.filter((id) => id !== undefined && !own.includes(id)));
  const members = pids().filter((pid) => pidNamespaces.has(namespace(pid, 'pid')));
  return new Set(members.flatMap(namespaces).filter((id) => !own.includes(id)));
}

/** The cgroups of a cluster. */
export async function cgroupsOf(name: string): Promise<string[]> {
  const roots = everyRoot(await machineCgroups());
  return roots.map((root) => join(root, layoutOf(name).cgroup)).filter((path) => existsSync(path));
}

function pids(): string[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
}

/** @example '7948, started at 120493' */
function withStart(pid: string): string | undefined {
  try {
    // The name of the program, in parentheses, may contain any character; the start time is the twentieth field after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A zombie holds no resources.
    return fields[0] === 'Z' ? undefined : `${pid}, started at ${fields[19]}`;
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

function namespaces(pid: string): string[] {
  return ['pid', 'net', 'mnt', 'ipc', 'uts'].flatMap((kind) => namespace(pid, kind) ?? []);
}

function namespace(pid: string, kind: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
