import { ShakedownError } from '../errors/shakedown-error.ts';
import { RESULTS } from '../publish/file-names.ts';
import type { Results } from '../results/model.ts';
import { foldJournal, readJournal } from '../run/record/journal-records.ts';
import { parseArchiveUrl } from './archive-url.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { JOURNAL } from './run-files.ts';

/** The greatest size of results that are read, in bytes. */
export const RESULTS_LIMIT = 512 * 1_024 ** 2;

/**
 * The text of the `results.json` of an archived run. Of a run that has not ended, or was lost, it is what its journal tells.
 * @param url `s3://bucket/prefix/cluster/2026/11/21/run`, or that of its `results.json`.
 * @param settings how the server is reached.
 * @throws ShakedownError ARCHIVE_…, RESULTS_NOT_FOUND
 */
export async function resultsAt(
  url: string,
  settings: ArchiveSettings,
  signal = new AbortController().signal,
): Promise<string> {
  const { bucket: name, key } = parseArchiveUrl(url);
  using bucket = await openBucket(settings, name);
  const run = key.endsWith(`/${RESULTS}`) ? key.slice(0, -RESULTS.length) : `${key}/`;
  const results = await bucket.read(`${run}${RESULTS}`, RESULTS_LIMIT, signal);
  if (results !== undefined) return results.bytes.toString('utf8');
  const known = await resultsOfJournal(bucket, run, signal);
  if (known !== undefined) return JSON.stringify(known);
  throw new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen: `s3://${name}/${run} has neither ${RESULTS} nor ${JOURNAL}`,
    todo: 'check the URL: a run prints it when it is archived, and shakedown history --from lists them',
  });
}

/** What the journal of a run tells, which has not ended, or was lost; `undefined` when there is none. @param run what its keys begin with. */
export async function resultsOfJournal(bucket: Bucket, run: string, signal: AbortSignal): Promise<Results | undefined> {
  const journal = await bucket.read(`${run}${JOURNAL}`, RESULTS_LIMIT, signal);
  return journal && foldJournal(readJournal(journal.bytes.toString('utf8')));
}
