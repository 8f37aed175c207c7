import { PLUGIN_NAME } from '../../plugin/definition.ts';
import { readFromArchive } from './unpack.ts';

/**
 * A file of the suite's results in an archive that `sonobuoy retrieve` fetched; `undefined` when the archive does not contain it.
 * @param file its name in the results directory of a run.
 * @throws ShakedownError SONOBUOY_ARCHIVE
 */
export async function resultsInArchive(archive: string, file: string): Promise<string | undefined> {
  return await readFromArchive(archive, `plugins/${PLUGIN_NAME}/results/global/${file}`);
}
