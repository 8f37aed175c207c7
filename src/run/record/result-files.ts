import { join } from 'node:path';
import type { Results } from '../../results/model.ts';
import { JUNIT, RESULTS } from './file-names.ts';
import { replaceFile } from './replace-file.ts';

/** Writes `results.json` and `junit.xml`, each of them whole or not at all. */
export async function writeResultFiles(directory: string, results: Results): Promise<void> {
  // Loaded late: the reporter brings Mocha with it, and the process that hands over has to start fast.
  const { toJUnit } = await import('../../publish/junit.ts');
  await replaceFile(join(directory, RESULTS), `${JSON.stringify(results, undefined, 2)}\n`);
  await replaceFile(join(directory, JUNIT), `${toJUnit(results)}\n`);
}
