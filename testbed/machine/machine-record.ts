import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lock } from './lock.ts';

/** Kernel settings: the name under /proc/sys, and the value as text. @example { 'kernel/panic': '10' } */
export type Settings = Record<string, string>;

/** What the clusters changed on the machine outside of their namespaces, and so have to restore. */
export interface MachineRecord {
  /** The value of each setting before the first cluster. */
  settings: Settings;
  /** Directories that did not exist before, outermost first. */
  directories: string[];
}

/** What the kubelet sets or requires, and enough inotify watches for many containers. */
export const WANTED: Readonly<Settings> = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
  'fs/inotify/max_user_instances': '8192',
  'fs/inotify/max_user_watches': '524288',
};

/** Settings where a higher value is left alone. The kubelet sets the others to the exact value. */
const AT_LEAST = new Set(['fs/inotify/max_user_instances', 'fs/inotify/max_user_watches']);

/** Where each node mounts its own directories; the mount points have to exist on the machine. */
export const MOUNT_POINTS = [
  '/var/lib/kubelet',
  '/var/lib/containerd',
  '/var/lib/cni',
  '/var/log/pods',
  '/var/log/containers',
  '/etc/cni/net.d',
];

/** The settings to write, from their current values. */
export function settingsToChange(current: Settings, wanted: Readonly<Settings> = WANTED): Settings {
  const change = Object.entries(wanted).filter(([name, value]) => {
    const seen = current[name];
    if (seen === undefined || seen === value) return false;
    return !(AT_LEAST.has(name) && Number(seen) >= Number(value));
  });
  return Object.fromEntries(change);
}

/** The record after `change` on a machine with these values. The first recorded value is kept: only that one is from before any cluster. */
export function recordChange(
  record: MachineRecord,
  current: Settings,
  change: Settings,
  directories: string[],
): MachineRecord {
  const before = Object.fromEntries(Object.keys(change).map((name) => [name, current[name] ?? '']));
  return {
    settings: { ...before, ...record.settings },
    directories: [...new Set([...record.directories, ...directories])],
  };
}

/** The settings to restore: recorded ones that still have the value that we set. What somebody has changed since is left alone. */
export function settingsToRestore(
  record: MachineRecord,
  current: Settings,
  wanted: Readonly<Settings> = WANTED,
): Settings {
  return Object.fromEntries(
    Object.entries(record.settings).filter(
      ([name, before]) => current[name] === wanted[name] && current[name] !== before,
    ),
  );
}

/**
 * Prepares the machine for a cluster. Every change is recorded before it is made, so that a kill in between loses nothing.
 * @param root the directory of all clusters; the directory of the new cluster must exist already.
 */
export async function prepareMachine(root: string): Promise<void> {
  await using _ = await lock('machine');
  const current = await readSettings();
  const change = settingsToChange(current);
  const missing = MOUNT_POINTS.flatMap(missingOf);
  const record = recordChange(await readRecord(root), current, change, missing);
  await writeAtomically(recordFile(root), `${JSON.stringify(record, null, 2)}\n`);
  for (const [name, value] of Object.entries(change)) await writeFile(`/proc/sys/${name}`, value);
  for (const directory of MOUNT_POINTS) await mkdir(directory, { recursive: true });
}

/**
 * Restores the machine when no cluster is left under `root`, and then removes `root`.
 * @returns what was restored.
 */
export async function restoreMachine(root: string): Promise<MachineRecord> {
  const nothing: MachineRecord = { settings: {}, directories: [] };
  await using _ = await lock('machine');
  if (!existsSync(root) || (await clustersUnder(root)).length > 0) return nothing;
  const record = await readRecord(root);
  const settings = settingsToRestore(record, await readSettings());
  for (const [name, value] of Object.entries(settings)) await writeFile(`/proc/sys/${name}`, value);
  const directories: string[] = [];
  for (const directory of record.directories.toReversed()) {
    if (await removeEmpty(directory)) directories.push(directory);
  }
  await rm(recordFile(root), { force: true });
  await removeEmpty(root);
  return { settings, directories };
}

/** The names of the clusters that have a directory under `root`. */
export async function clustersUnder(root: string): Promise<string[]> {
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Writes a file atomically: at any time it has all of its old or all of its new content. */
export async function writeAtomically(file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}

function recordFile(root: string): string {
  return join(root, 'machine.json');
}

async function readRecord(root: string): Promise<MachineRecord> {
  const file = recordFile(root);
  if (!existsSync(file)) return { settings: {}, directories: [] };
  return JSON.parse(await readFile(file, 'utf8')) as MachineRecord;
}

async function readSettings(): Promise<Settings> {
  const present = Object.keys(WANTED).filter((name) => existsSync(`/proc/sys/${name}`));
  const read = present.map(async (name) => [name, (await readFile(`/proc/sys/${name}`, 'utf8')).trim()] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** The directories that `mkdir -p` would create, outermost first. */
function missingOf(directory: string): string[] {
  return existsSync(directory) ? [] : [...missingOf(dirname(directory)), directory];
}

/** Removes a directory if it is empty: what is in it now belongs to somebody else. */
async function removeEmpty(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
