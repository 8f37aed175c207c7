import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

/** The mount points of the machine's cgroup trees. */
export type CgroupTrees =
  /** `unified`: the empty v2 tree that some machines mount as well; runc creates directories in it too. */
  | { version: 1; roots: string[]; unified?: string }
  /** Not tried yet on a machine with cgroup v2 alone. */
  | { version: 2; roots: [string]; controllers: string[] };

/** The controllers that the kubelet needs on cgroup v1; more do not matter. */
const V1_NEEDED = ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids'];
const V2_NEEDED = ['cpu', 'cpuset', 'memory', 'pids', 'io'];

/**
 * The trees in a mount table. A machine with both versions mounted counts as v1 when v1 has the controllers.
 * @param mounts the text of /proc/self/mounts
 * @throws ShakedownError TESTBED_CGROUPS when a needed v1 controller is not mounted.
 */
export function cgroupTrees(mounts: string): CgroupTrees {
  const rows = mounts.split('\n').map((line) => line.split(' '));
  const one = rows
    .filter(([, , type]) => type === 'cgroup')
    .map(([, root = '', , options = '']) => ({ root, options: options.split(',') }));
  const two = rows.find(([, , type]) => type === 'cgroup2')?.[1];
  const missing = V1_NEEDED.filter((controller) => !one.some(({ options }) => options.includes(controller)));
  // A v1 tree is often mounted twice, under the names of its two controllers. runc uses the name=systemd tree too.
  if (missing.length === 0) {
    const roots = [...new Set(one.map(({ root }) => root))];
    return two === undefined ? { version: 1, roots } : { version: 1, roots, unified: two };
  }
  if (missing.length === V1_NEEDED.length && two !== undefined)
    return { version: 2, roots: [two], controllers: V2_NEEDED };
  throw new ShakedownError('TESTBED_CGROUPS', {
    meaning: 'infrastructure',
    expected: 'cgroup v2, or cgroup v1 with every controller that the kubelet needs',
    seen: `no ${missing.join(', ')} in /proc/self/mounts`,
    todo: 'mount the missing cgroup controllers below /sys/fs/cgroup',
  });
}

/** The trees of this machine. */
export async function machineCgroups(): Promise<CgroupTrees> {
  return cgroupTrees(await readFile('/proc/self/mounts', 'utf8'));
}

/**
 * The CPU weight of a cluster's cgroups, by file: that of four busy processes for each processor. A new cgroup weighs as
 * much as one process, so all the pods together would wait for the control plane and for everything else on the machine.
 */
function cpuWeights(): Record<string, number> {
  const processes = 4 * availableParallelism();
  return { 'cpu.shares': 1_024 * processes, 'cpu.weight': Math.min(10_000, 100 * processes) };
}

/** Creates `path` in every tree, usable for a kubelet. @param path from the root of a tree, as in 'shakedown-dev/node-1' */
export async function createCgroups(trees: CgroupTrees, path: string): Promise<void> {
  for (const root of trees.roots) {
    let parent = root;
    for (const part of path.split('/')) {
      const directory = join(parent, part);
      if (trees.version === 2) await delegate(parent, trees.controllers);
      await mkdir(directory, { recursive: true });
      // A new v1 cpuset has no processor, and then refuses processes.
      for (const file of ['cpuset.cpus', 'cpuset.mems'])
        if (trees.version === 1) await inherit(parent, directory, file);
      for (const [file, weight] of Object.entries(cpuWeights()))
        if (existsSync(join(directory, file))) await writeFile(join(directory, file), String(weight));
      parent = directory;
    }
  }
}

/**
 * Removes `path` from every tree; its processes must have ended.
 * @throws ShakedownError TESTBED_CGROUP_BUSY when one is still in use after five seconds.
 */
export async function removeCgroups(trees: CgroupTrees, path: string, clock: Clock = systemClock): Promise<void> {
  const deadline = clock.now() + 5_000;
  for (const root of everyRoot(trees)) {
    for (;;) {
      const busy = await removeTree(join(root, path));
      if (busy === undefined) break;
      if (clock.now() > deadline) {
        throw new ShakedownError('TESTBED_CGROUP_BUSY', {
          meaning: 'infrastructure',
          expected: `nothing to be left in the cgroup ${path}`,
          seen: `${busy} cannot be removed`,
          todo: `see which processes are in ${busy}/cgroup.procs`,
        });
      }
      await clock.sleep(20);
    }
  }
}

/** Whether anything is left of `path`. */
export function cgroupsExist(trees: CgroupTrees, path: string): boolean {
  return everyRoot(trees).some((root) => existsSync(join(root, path)));
}

/** All trees where a cluster may have left directories. */
export function everyRoot(trees: CgroupTrees): string[] {
  return trees.version === 1 && trees.unified !== undefined ? [...trees.roots, trees.unified] : trees.roots;
}

/** @returns the directory that could not be removed; undefined when all are removed. */
async function removeTree(directory: string): Promise<string | undefined> {
  if (!existsSync(directory)) return undefined;
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const busy = await removeTree(join(directory, entry.name));
    if (busy !== undefined) return busy;
  }
  try {
    await rmdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return directory;
    if (code !== 'ENOENT') throw error;
  }
  return undefined;
}

async function inherit(parent: string, child: string, file: string): Promise<void> {
  const [from, to] = [join(parent, file), join(child, file)];
  if (!existsSync(to) || (await readFile(to, 'utf8')).trim() !== '') return;
  await writeFile(to, (await readFile(from, 'utf8')).trim());
}

async function delegate(directory: string, controllers: string[]): Promise<void> {
  const file = join(directory, 'cgroup.subtree_control');
  const enabled = (await readFile(file, 'utf8')).trim().split(' ');
  const missing = controllers.filter((controller) => !enabled.includes(controller));
  if (missing.length > 0) await writeFile(file, missing.map((controller) => `+${controller}`).join(' '));
}
