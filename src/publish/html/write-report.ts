import { REPORT } from '../file-names.ts';
import { intoDirectory } from '../into-directory.ts';
import type { Results } from '../../results/model.ts';
import { readEvidence } from './read-evidence.ts';
import { toReport } from './report.ts';

/** A run as a page, with its evidence. @param directory of the run; without it the page has links instead of evidence. */
export async function reportOf(results: Results, directory: string | undefined): Promise<string> {
  return toReport(results, directory === undefined ? new Map() : await readEvidence(directory, results));
}

/** Writes `report.html` into the directory of a run that has ended. During a run it would be too slow. */
export async function writeReport(directory: string, results: Results): Promise<void> {
  await intoDirectory(directory)([{ name: REPORT, content: await reportOf(results, directory) }]);
}
