import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The guard's Python files by name, as they are mounted next to the scripts. They are in `workloads/locust` of the package, above the
 * sources and above the bundle alike.
 */
export async function guardFiles(): Promise<ReadonlyMap<string, string>> {
  const directory = find(import.meta.dirname);
  const names = (await readdir(directory)).filter((name) => /^shakedown_\w+\.py$/.test(name)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)),
  );
}

function find(directory: string): string {
  const here = join(directory, 'workloads', 'locust');
  if (existsSync(here)) return here;
  if (directory === dirname(directory)) throw new Error(`no workloads/locust above ${import.meta.dirname}`);
  return find(dirname(directory));
}
