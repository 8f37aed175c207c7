import { intoDirectory } from '../../publish/into-directory.ts';
import { renderedFiles } from '../../publish/renderers.ts';
import type { Results } from '../../results/model.ts';

/**
 * Writes the files that results are rendered to (`results.json`, `junit.xml`), each of them whole or not at all.
 * @param isWanted which of them, by name. @default all
 */
export async function writeResultFiles(
  directory: string,
  results: Results,
  isWanted?: (file: string) => boolean,
): Promise<void> {
  await intoDirectory(directory)(renderedFiles(results, isWanted));
}
