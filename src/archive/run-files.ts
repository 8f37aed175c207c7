import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { renderers, type Renderer } from '../publish/renderers.ts';
import { CLAIM } from './claim.ts';

/** The journal of a run, which is there from its first moment on. */
export const JOURNAL = 'journal.ndjson';

/** The files and folders of a run that are archived: a directory that somebody named may hold others. */
const FILES = new Set([
  ...Object.values<Renderer>(renderers).flatMap(({ file }) => (file === undefined ? [] : [file])),
  ...[JOURNAL, 'shakedown.log', 'report.html', 'sonobuoy.tar.gz', 'shakedown-plugin.yaml', 'sonobuoy-config.json'],
  // Of a night.
  ...['before.json', 'comparison.md'],
]);
const FOLDERS = ['charts/', 'conformance/', 'evidence/', 'pods/'];

/** Whether an object of a run is one of those that the suite puts there. @param file relative to the run. */
export function isOwnFile(file: string): boolean {
  return file === CLAIM || FILES.has(file) || FOLDERS.some((folder) => file.startsWith(folder));
}

/** The files of a run that are archived, relative to its directory; links are not followed. */
export async function filesOfRun(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.unfinished'))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isOwnFile)
    .toSorted();
}
