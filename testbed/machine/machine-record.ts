import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lock } from './lock.ts';

/** A kernel setting by its name under /proc/sys, and its value as text. @example { 'kernel/panic': '10' } */
export type Settings = Record<string, string>;

/** What the clusters changed on the machine that namespaces do not keep apart, and so have to put back. */
export interface MachineRecord {
  /** The value of each setting before the first cluster came. */
  settings: Settings;
  /** Directories that were not there before, outermost first. */
  directories: string[];
}

/** What the kubelet sets or wants, and watches enough for many containers. */
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

/** Settings where more than wanted is as good, and is left alone. The kubelet sets its own to the exact value. */
const AT_LEAST = new Set(['fs/inotify/max_user_instances', 'fs/inotify/max_user_watches']);

/** Where each node binds a directory of its own; they have to exist on the machine. */
export const MOUNT_POINTS = [
  '/var/lib/kubelet',
  '/var/lib/containerd',
  '/var/lib/cni',
  '/var/log/pods',
  '/var/log/containers',
  '/etc/cni/net.d',
];

/** The settings to write, given what they are. */
export function settingsToChange(current: Settings, wanted: Readonly<Settings> = WANTED): Settings {
  const change = Object.entries(wanted).filter(([name, value]) => {
    const seen = current[name];
    if (seen === undefined || seen === value) return false;
    return !(AT_LEAST.has(name) && Number(seen) >= Number(value));
  });
  return Object.fromEntries(change);
}

/** The record after `change` is made on a machine with these values. What was recorded first stands: it alone is from before any cluster. */
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

/** The settings to put back: recorded ones that still have the value we gave; what somebody changed since is theirs. */
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
 * Makes the machine fit for a cluster; what is changed is on record first, so that a kill in between loses nothing.
 * @param root the directory of all clusters; that of the cluster that comes must be there already.
 */
export async function prepareMachine(root: string): Promise<void> {
  await using _ = await lock('machine');
  const current = await readSettings();
  const change = settingsToChange(current);
  const missing = MOUNT_POINTS.flatMap(missingOf);
  const record = recordChange(await readRecord(root), current, change, missing);
  await writeWhole(recordFile(root), `${JSON.stringify(record, null, 2)}\n`);
  for (const [name, value] of Object.entries(change)) await writeFile(`/proc/sys/${name}`, value);
  for (const directory of MOUNT_POINTS) await mkdir(directory, { recursive: true });
}

/**
 * Puts the machine back when no cluster is left under `root`, and removes `root` then.
 * @returns what was put back.
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

/** Writes a file such that a reader, or a kill, finds the whole old one or the whole new one. */
export async function writeWhole(file: string, text: string, mode = 0o644): Promise<void> {
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

/** The directories that `mkdir -p` would make, outermost first. */
function missingOf(directory: string): string[] {
  return existsSync(directory) ? [] : [...missingOf(dirname(directory)), directory];
}

/** Removes a directory if nothing is in it: whatever came into it since is not ours. */
async function removeEmpty(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
