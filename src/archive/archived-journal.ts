import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { foldJournal, readJournal } from '../run/record/journal-records.ts';
import { systemClock } from '../time/clock.ts';
import { addRuns } from './add-runs.ts';
import { openBucket, type Bucket } from './bucket.ts';
import { claimPlace } from './claim.ts';
import { runKey } from './layout.ts';
import { lineOf } from './month-index.ts';
import { JOURNAL } from './run-files.ts';

/** The journal of a run that goes on, as the archive has it. */
export interface ArchivedJournal extends Disposable {
  /**
   * Puts the whole journal into the archive, if it has grown and says which run it is of. With the first one the run has a line in the index.
   * @throws ShakedownError ARCHIVE_…; the reason of the signal when that fires first.
   */
  keep(signal: AbortSignal): Promise<void>;
}

/** @param directory the results directory of the run. */
export function archivedJournal(config: Config, directory: string): ArchivedJournal {
  const path = join(directory, JOURNAL);
  let bucket: Bucket | undefined;
  let place: string | undefined;
  let kept = 0;
  let isIndexed = false;
  return {
    keep: async (signal) => {
      if ((await sizeOf(path)) === kept) return;
      const journal = await readFile(path);
      bucket ??= await openBucket(config.archive);
      place ??= await claimed(bucket, config, journal, signal);
      if (place === undefined) return;
      await bucket.write(`${place}${JOURNAL}`, journal, signal);
      kept = journal.length;
      if (!isIndexed) await addToIndex(bucket, config, { place, journal }, signal);
      isIndexed = true;
    },
    [Symbol.dispose]: () => bucket?.[Symbol.dispose](),
  };
}

/** The size of the journal, in bytes; 0 before it is there. */
async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );
}

/** Takes the place of the run; `undefined` as long as the journal does not say which run it is. */
async function claimed(
  bucket: Bucket,
  { archive }: Config,
  journal: Buffer,
  signal: AbortSignal,
): Promise<string | undefined> {
  const first = readJournal(journal.subarray(0, journal.indexOf('\n') + 1).toString('utf8')).records[0];
  if (first?.type !== 'run') return undefined;
  const { id, startedAt, cluster } = first.run;
  const run = runKey({ prefix: archive.prefix, cluster: cluster.name, startedAt, id });
  await claimPlace(bucket, run, { id, startedAt, cluster: cluster.name }, signal);
  return run;
}

/** Puts a run that goes on into the index: should it never end, histories have it as incomplete, with what its journal says. */
async function addToIndex(
  bucket: Bucket,
  { archive }: Config,
  { place, journal }: { place: string; journal: Buffer },
  signal: AbortSignal,
): Promise<void> {
  const results = foldJournal(readJournal(journal.toString('utf8')));
  if (results === undefined) return;
  const of = { prefix: archive.prefix, cluster: results.run.cluster.name };
  await addRuns(bucket, of, [lineOf(place, results, true)], { clock: systemClock, signal });
}
