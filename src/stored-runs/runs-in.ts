import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULTS } from '../publish/file-names.ts';
import type { Results } from '../results/model.ts';

/** The id of a run, unless the environment gave it: it begins with the time of its start, in UTC. */
const RUN_ID = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[^/]*$/;

/** A run that is kept, and where. */
export interface StoredRun {
  place: string;
  results: Results;
}

/** The directory of a run without results: the run was lost, or has only begun. */
export interface LostRun {
  place: string;
  results?: undefined;
}

/** How the runs in a directory are read. */
export interface Reading {
  /** Reads the results in the directory of a run. @param name of that directory. */
  read: (name: string) => Promise<Results>;
  /** What is done about a run whose results cannot be read: it is left out, unless this throws. */
  unreadable: (error: unknown) => undefined;
}

/**
 * The runs in the directories of a directory, such as `results/`, the newest first; none when there is no such directory.
 * @throws what `unreadable` throws, and the error of a directory that cannot be listed.
 */
export async function* runsIn(parent: string, { read, unreadable }: Reading): AsyncGenerator<StoredRun | LostRun> {
  const hasResults = (name: string) => existsSync(join(parent, name, RESULTS));
  const started: { name: string; at: string }[] = [];
  for (const name of await readdir(parent).catch(absent)) {
    // Only of a directory with another name are the results read for it: they may be large, and many.
    const at = startOf(name) ?? (hasResults(name) ? await read(name).then(storedStartOf, unreadable) : undefined);
    if (at !== undefined) started.push({ name, at });
  }
  for (const { name } of started.toSorted(byStart).toReversed()) {
    const place = join(parent, name);
    if (!hasResults(name)) yield { place };
    else {
      const results = await read(name).catch(unreadable);
      if (results !== undefined) yield { place, results };
    }
  }
}

/** Whether a directory is named as runs are, by their id. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name);
}

function absent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}

/** When a run began, by its id. */
function startOf(name: string): string | undefined {
  const [, year, month, day, hour, minute, second] = RUN_ID.exec(name) ?? [];
  return year && `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

function storedStartOf({ run }: Results): string {
  return new Date(run.startedAt).toISOString();
}

function byStart(a: { name: string; at: string }, b: { name: string; at: string }): number {
  if (a.at === b.at) return a.name < b.name ? -1 : 1;
  return a.at < b.at ? -1 : 1;
}
