import { foldJournal, readJournal } from '../../run/record/journal-records.ts';

/**
 * The text of the results of a run that was killed, by its journal, which has each fact at once; its `results.json` may be a second older, or absent; pure.
 * @param results the text of its `results.json`; `undefined` when there is none.
 * @returns `undefined` when the run has come to its end, so that its results are the newest, or when the journal does not say which run it is of.
 */
export function restoredFrom(journal: string, results: string | undefined): string | undefined {
  if (results !== undefined && hasEnded(results)) return undefined;
  // It may also go on.
  const restored = foldJournal(readJournal(journal), true);
  return restored && JSON.stringify(restored);
}

/** Whether results are of a run with an end; of what is no JSON the reader of results says why. */
function hasEnded(results: string): boolean {
  try {
    const { run } = JSON.parse(results) as { run?: { endedAt?: unknown } };
    return run?.endedAt !== undefined;
  } catch {
    return true;
  }
}
