import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors/shakedown-error.ts';
import { JUNIT, LOG } from '../record/file-names.ts';
import { replaceFile } from '../record/replace-file.ts';
import { filesBelow, makeArchive } from './archive.ts';
import type { Places } from './places.ts';

/** The file by which Sonobuoy's worker knows that there are results, and which. */
export const DONE = 'done';

/**
 * Hands what is in the run's directory over to Sonobuoy: one archive, and then the `done` file that names it.
 * When the archive cannot be made whole, for example on a full disk, the report alone is handed over.
 * @returns what was handed over, in words.
 */
export async function deliverToSonobuoy({ root, run }: Places): Promise<string> {
  const archive = join(root, 'results.tar.gz');
  const whole = async () => {
    const count = await makeArchive(run, await filesBelow(run), archive);
    return { path: archive, said: `handed over ${count} files in ${archive}` };
  };
  const reportAlone = async (because: unknown) => {
    await makeArchive(run, [JUNIT], archive);
    return { path: archive, said: `handed over the JUnit report alone: ${messageOf(because)}` };
  };
  // Sonobuoy takes a plain file as well as an archive.
  const plainReport = (because: unknown) => ({
    path: join(run, JUNIT),
    said: `handed over the JUnit report alone, as it is: ${messageOf(because)}`,
  });
  const { path, said } = await whole().catch(reportAlone).catch(plainReport);
  await replaceFile(join(root, DONE), path);
  return said;
}

/** Leaves the report and the log under the names that hydrophone fetches. */
export async function deliverAsFiles({ root, run }: Places): Promise<string> {
  await copyFile(join(run, JUNIT), join(root, 'junit_01.xml'));
  await copyFile(join(run, LOG), join(root, 'e2e.log')).catch(() => writeFile(join(root, 'e2e.log'), ''));
  return `the results are in ${root}`;
}
