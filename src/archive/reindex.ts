import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { RESULTS } from '../publish/file-names.ts';
import { readResults } from '../results/read.ts';
import type { Clock } from '../time/clock.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { CLAIM, readClaim } from './claim.ts';
import { indexKeys, indexName, nameOfPart, runKey, type RunPlace } from './layout.ts';
import { lineOf, type NewLine } from './month-index.ts';
import { RESULTS_LIMIT, resultsOfJournal } from './results-at.ts';
import { rewriteMonth, type MonthDone } from './rewrite-month.ts';
import { runsBelow } from './runs-below.ts';

/** A run that is in no index because of what it is; in a sentence. */
export interface RunLeft {
  url: string;
  left: string;
}

/** What is indexed again. */
export interface ReindexOptions {
  settings: ArchiveSettings;
  /** Only the runs of this cluster. @default all below the prefix */
  cluster?: string | undefined;
  /** Whether nothing is written. */
  dryRun: boolean;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Writes the indexes of an archive again by what its runs say: one that was lost or damaged, or lacks a run. It is safe beside runs that end meanwhile: an
 * index is replaced only if it is still what was read, and a line that changed since the search began stays as it is.
 * @returns first the runs that are left, then the indexes, those of a month as one.
 * @throws ShakedownError ARCHIVE_…, ARCHIVE_INDEX_TOO_NEW
 */
export async function* reindex(options: ReindexOptions): AsyncGenerator<RunLeft | MonthDone> {
  const { settings, cluster, signal } = options;
  const { prefix } = settings;
  using bucket = await openBucket(settings);
  const done = new Map<string, MonthDone>();
  const unread = new Set<string>();
  const noteIndex = (key: string) => {
    const index = monthOf(key);
    if (index !== undefined) unread.add(index);
  };
  let month: ReturnType<typeof emptyMonth> | undefined;
  const finish = async () => {
    if (month) done.set(month.index, await rewriteMonth(bucket, month, options));
  };
  // The keys of a month follow one another, so that one month is held at the same time.
  for await (const { run, files } of runsBelow(bucket, { prefix, cluster }, signal, noteIndex)) {
    const url = `s3://${bucket.name}/${run}`;
    const claim = files.includes(CLAIM) ? await readClaim(bucket, run, signal) : undefined;
    if (claim === undefined || runKey({ prefix, ...claim }) !== run) {
      yield { url, left: `it has no ${CLAIM} of this place, so it is none of the suite` };
      continue;
    }
    const [index = ''] = indexKeys({ prefix, ...claim });
    if (month?.index !== index) {
      await finish();
      month = emptyMonth(index, { prefix, cluster: claim.cluster });
    }
    const line = files.includes(RESULTS) ? await endedLine(bucket, run, signal) : GOES_ON;
    if (typeof line !== 'string') {
      month.right.set(run, line);
      continue;
    }
    const known = line === GOES_ON ? await resultsOfJournal(bucket, run, signal) : undefined;
    month.open.set(run, known && lineOf(run, known, true));
    yield { url, left: line };
  }
  await finish();
  for (const index of unread)
    if (!done.has(index)) {
      const month = emptyMonth(index, { prefix, cluster: clusterIn(index) });
      done.set(index, await rewriteMonth(bucket, month, options));
    }
  for (const [, one] of [...done].toSorted(([a], [b]) => (a < b ? -1 : 1))) yield one;
}

function emptyMonth(index: string, of: Pick<RunPlace, 'prefix' | 'cluster'>) {
  return { index, of, right: new Map<string, NewLine>(), open: new Map<string, NewLine | undefined>() };
}

const GOES_ON = `it has no ${RESULTS}: it goes on, or was lost`;

/** The key of the index of the month that an index is for, or for a part of; `undefined` when it is none. */
function monthOf(key: string): string | undefined {
  const name = indexName(key);
  return name && `${key.slice(0, key.length - `${name}.json`.length)}${name.slice(0, '2026-11'.length)}.json`;
}

/** The name of the cluster whose index this is, as far as its key tells. */
function clusterIn(key: string): string {
  const part = key.split('/').at(-3) ?? '';
  return nameOfPart(part) ?? part;
}

/** What an index says of a run that has ended; a text says why there is none. */
async function endedLine(bucket: Bucket, run: string, signal: AbortSignal): Promise<NewLine | string> {
  const stored = await bucket.read(`${run}${RESULTS}`, RESULTS_LIMIT, signal);
  if (stored === undefined) return 'it was deleted meanwhile';
  try {
    return lineOf(run, readResults(stored.bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof ShakedownError) return `its ${RESULTS}: ${messageOf(error).split('\n', 1)[0]}`;
    throw error;
  }
}
