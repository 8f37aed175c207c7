import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors/shakedown-error.ts';
import { JUNIT } from '../../publish/file-names.ts';
import { intoDirectory } from '../../publish/into-directory.ts';
import type { RunDirectory, Sink } from '../../publish/sink.ts';
import { LOG } from '../record/file-names.ts';
import { filesBelow, makeArchive } from './archive.ts';
import type { Places } from './places.ts';

/** The file that tells Sonobuoy's worker that there are results, and where. */
export const DONE = 'done';

/** The sink of a run for a convention of its environment. @param root the directory for what is handed over */
export const sinks: Record<Places['convention'], (root: string) => Sink<RunDirectory>> = {
  sonobuoy: (root) => (run) => deliverToSonobuoy(root, run),
  files: (root) => (run) => deliverAsFiles(root, run),
};

/**
 * Hands over the run's directory to Sonobuoy: one archive, and then the `done` file that names it.
 * When the archive cannot be created completely, for example on a full disk, only the report is handed over.
 */
async function deliverToSonobuoy(root: string, run: RunDirectory): Promise<string> {
  const archive = join(root, 'results.tar.gz');
  const whole = async () => {
    const count = await makeArchive(run, await filesBelow(run), archive);
    return { path: archive, said: `handed over ${count} files in ${archive}` };
  };
  const reportAlone = async (because: unknown) => {
    await makeArchive(run, [JUNIT], archive);
    return { path: archive, said: `handed over the JUnit report alone: ${messageOf(because)}` };
  };
  // Sonobuoy accepts a plain file as well as an archive.
  const plainReport = (because: unknown) => ({
    path: join(run, JUNIT),
    said: `handed over the JUnit report alone, as it is: ${messageOf(because)}`,
  });
  const { path, said } = await whole().catch(reportAlone).catch(plainReport);
  await intoDirectory(root)([{ name: DONE, content: path }]);
  return said;
}

/** Writes the report and the log under the names that hydrophone fetches. */
async function deliverAsFiles(root: string, run: RunDirectory): Promise<string> {
  await copyFile(join(run, JUNIT), join(root, 'junit_01.xml'));
  await copyFile(join(run, LOG), join(root, 'e2e.log')).catch(() => writeFile(join(root, 'e2e.log'), ''));
  return `the results are in ${root}`;
}
