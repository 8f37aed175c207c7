import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results } from '../results/model.ts';

/** Names of the files in a results directory. */
export const RESULTS = 'results.json';
export const JUNIT = 'junit.xml';

/** Writes `results.json` and `junit.xml`, each of them whole or not at all. */
export async function writeResultFiles(directory: string, results: Results): Promise<void> {
  // Loaded late: the reporter brings Mocha with it, and the process that hands over has to start fast.
  const { toJUnit } = await import('../results/junit.ts');
  await replaceFile(join(directory, RESULTS), `${JSON.stringify(results, undefined, 2)}\n`);
  await replaceFile(join(directory, JUNIT), `${toJUnit(results)}\n`);
}

/** Writes a file so that a reader sees the old text or the new one, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, text, { mode: 0o644, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
