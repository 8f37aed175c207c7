import { isDeepStrictEqual } from 'node:util';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { RESULTS } from '../publish/file-names.ts';
import { readResults } from '../results/read.ts';
import type { Clock } from '../time/clock.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { CLAIM, readClaim } from './claim.ts';
import { indexKey, nameOfPart, runKey } from './layout.ts';
import { INDEX_LIMIT, readIndex, withRun, type MonthIndex } from './month-index.ts';
import { RESULTS_LIMIT } from './results-at.ts';
import { runsBelow } from './runs-below.ts';
import { updateIndex } from './update-index.ts';

/** What became of the index of a month. */
export interface MonthDone {
  /** Of the index, as `s3://bucket/…`. */
  url: string;
  /** How many runs it has, and how many lines were added, corrected and removed. */
  runs: number;
  added: number;
  corrected: number;
  removed: number;
  /** Whether something else was in its place. */
  wasDamaged: boolean;
}

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

/** The lines of an index by the keys of their runs. */
type Lines = ReadonlyMap<string, unknown>;

/** The index of a month, as it was found and as it has to be. */
interface Month {
  cluster: string;
  /** What its runs say, by their keys. */
  right: Map<string, MonthIndex>;
  /** The keys of runs whose lines stay as they are. */
  kept: Set<string>;
}

/**
 * Writes the indexes of an archive again by what its runs say: one that was lost or damaged, or lacks a run. It is safe beside runs that end meanwhile: an
 * index is replaced only if it is still what was read, and a line that changed since the search began stays as it is.
 * @returns first the runs that are left, then the indexes.
 * @throws ShakedownError ARCHIVE_…, ARCHIVE_INDEX_TOO_NEW
 */
export async function* reindex(options: ReindexOptions): AsyncGenerator<RunLeft | MonthDone> {
  const { settings, cluster, signal } = options;
  const { prefix } = settings;
  using bucket = await openBucket(settings);
  const months = new Map<string, Month>();
  const month = (key: string, of: string) => {
    const known = months.get(key) ?? { cluster: of, right: new Map(), kept: new Set() };
    months.set(key, known);
    return known;
  };
  const indexes: string[] = [];
  const noteIndex = (key: string) => {
    if (/\/index\/\d{4}-\d\d\.json$/.test(key)) indexes.push(key);
  };
  for await (const { run, files } of runsBelow(bucket, { prefix, cluster }, signal, noteIndex)) {
    const url = `s3://${bucket.name}/${run}`;
    const claim = files.includes(CLAIM) ? await readClaim(bucket, run, signal) : undefined;
    if (claim === undefined || runKey({ prefix, ...claim }) !== run) {
      yield { url, left: `it has no ${CLAIM} of this place, so it is none of the suite` };
      continue;
    }
    const { right, kept } = month(indexKey({ prefix, ...claim }), claim.cluster);
    const line = files.includes(RESULTS)
      ? await lineOf(bucket, run, signal)
      : `it has no ${RESULTS}: it goes on, or was lost`;
    if (typeof line !== 'string') {
      right.set(run, line);
      continue;
    }
    kept.add(run);
    yield { url, left: line };
  }
  for (const key of indexes) if (!months.has(key)) month(key, clusterIn(key));
  for (const [key, wanted] of [...months].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    yield await rewritten(bucket, key, wanted, options);
}

/** The name of the cluster whose index this is, as far as its key tells. */
function clusterIn(key: string): string {
  const part = key.split('/').at(-3) ?? '';
  return nameOfPart(part) ?? part;
}

/** What an index says of a run: an index with it alone; a text says why there is none. */
async function lineOf(bucket: Bucket, run: string, signal: AbortSignal): Promise<MonthIndex | string> {
  const stored = await bucket.read(`${run}${RESULTS}`, RESULTS_LIMIT, signal);
  if (stored === undefined) return 'it was deleted meanwhile';
  try {
    return withRun(undefined, run, readResults(stored.bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof ShakedownError) return `its ${RESULTS}: ${messageOf(error).split('\n', 1)[0]}`;
    throw error;
  }
}

async function rewritten(
  bucket: Bucket,
  key: string,
  { cluster, right, kept }: Month,
  { dryRun, clock, signal }: ReindexOptions,
): Promise<MonthDone> {
  const url = `s3://${bucket.name}/${key}`;
  const found = await linesOf(bucket, key, url, signal);
  const gone = new Set<string>();
  // A run may have ended after the list was read.
  for (const run of found?.keys() ?? [])
    if (!right.has(run) && !kept.has(run) && (await readClaim(bucket, run, signal)) === undefined) gone.add(run);
  const before: Lines = found ?? new Map<string, unknown>();
  const done = { url, runs: 0, added: 0, corrected: 0, removed: 0, wasDamaged: found === undefined };
  const change = (index: MonthIndex | undefined): MonthIndex | undefined => {
    const now = new Map(index?.runs.map((run) => [run.key, run]));
    Object.assign(done, { added: 0, corrected: 0, removed: 0 });
    for (const run of gone)
      if (isDeepStrictEqual(now.get(run)?.results, before.get(run)) && now.delete(run)) done.removed += 1;
    for (const [run, { runs: lines }] of right) {
      const [line] = lines;
      const old = now.get(run);
      const isOthers = old !== undefined && !isDeepStrictEqual(old.results, before.get(run));
      if (!line || isOthers || isDeepStrictEqual(old, line)) continue;
      done[old === undefined ? 'added' : 'corrected'] += 1;
      now.set(run, line);
    }
    done.runs = now.size;
    if (done.added + done.corrected + done.removed === 0 && !done.wasDamaged) return index;
    const runs = [...now.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return { schemaVersion: 1, cluster: index?.cluster ?? cluster, runs };
  };
  if (dryRun) {
    change(found && { schemaVersion: 1, cluster, runs: [...before].map(([run, results]) => ({ key: run, results })) });
  } else await updateIndex(bucket, key, change, { clock, signal, replacesDamaged: true });
  return done;
}

/** The lines of an index; none when it is not there, `undefined` when something else is in its place. */
async function linesOf(bucket: Bucket, key: string, url: string, signal: AbortSignal): Promise<Lines | undefined> {
  const stored = await bucket.read(key, INDEX_LIMIT, signal);
  if (stored === undefined) return new Map();
  try {
    return new Map(readIndex(stored.bytes.toString('utf8'), url).runs.map(({ key: run, results }) => [run, results]));
  } catch (error) {
    if (error instanceof ShakedownError && error.code === 'ARCHIVE_INDEX_DAMAGED') return undefined;
    throw error;
  }
}
