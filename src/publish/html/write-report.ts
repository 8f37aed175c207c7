import { REPORT } from '../file-names.ts';
import { intoDirectory } from '../into-directory.ts';
import type { History } from '../../results/history/history.ts';
import type { Results } from '../../results/model.ts';
import { readEvidence } from './read-evidence.ts';
import { toReport } from './report.ts';

/** A run as a page, with its evidence. */
export async function reportOf(
  results: Results,
  /** `directory` of the run; without it the page has links instead of evidence. `history` of its cluster, if earlier runs are known. */
  { directory, history }: { directory?: string | undefined; history?: History | undefined },
): Promise<string> {
  const texts = directory === undefined ? new Map<string, string>() : await readEvidence(directory, results);
  return toReport(results, { texts, history });
}

/** Writes `report.html` into the directory of a run that has ended. During a run it would be too slow. */
export async function writeReport(directory: string, results: Results, history?: History): Promise<void> {
  await intoDirectory(directory)([{ name: REPORT, content: await reportOf(results, { directory, history }) }]);
}
