import { ShakedownError } from '../errors/shakedown-error.ts';
import { wrongClock } from '../results/wrong-clock.ts';
import type { ArchivedRun, LeftOut } from './archived-runs.ts';
import type { Bucket } from './bucket.ts';
import { indexTime } from './layout.ts';
import { INDEX_LIMIT, readIndex, resultsIn, type IndexLine } from './month-index.ts';
import { resultsOfJournal } from './results-at.ts';

/** An index, and those that have what it has no room for. */
interface Part {
  /** What the times of its runs begin with: `2026-11`. */
  name: string;
  /** The keys of all indexes of the month, by their names. */
  indexes: ReadonlyMap<string, string>;
  /** The lines of coarser indexes for its time. */
  coarser: readonly TimedLine[];
}

interface TimedLine {
  /** As names of indexes have it. */
  time: string;
  line: IndexLine;
}

/**
 * The runs of an index and of the finer ones, the newest first. Each index is read when it is its turn, so that one of each size is held at the same time, however many there are.
 */
export async function* runsOfIndex(
  bucket: Bucket,
  { name, indexes, coarser }: Part,
  signal: AbortSignal,
): AsyncGenerator<ArchivedRun | LeftOut> {
  const own = await linesAt(bucket, indexes.get(name), signal);
  if (!Array.isArray(own)) yield own;
  const known = new Set(coarser.map(({ line }) => line.key));
  let lines = [...coarser, ...(Array.isArray(own) ? own : []).filter(({ line }) => !known.has(line.key))].toSorted(
    newestFirst,
  );
  for (const finer of nextFiner(name, [...indexes.keys()])) {
    const later = lines.filter(({ time }) => time > finer && !time.startsWith(finer));
    for (const { line } of later) yield await runOf(bucket, line, signal);
    const inside = lines.filter(({ time }) => time.startsWith(finer));
    yield* runsOfIndex(bucket, { name: finer, indexes, coarser: inside }, signal);
    lines = lines.slice(later.length + inside.length);
  }
  for (const { line } of lines) yield await runOf(bucket, line, signal);
}

/** Those that are finer than an index, without those that are finer than another one, the newest first. */
function nextFiner(name: string, all: readonly string[]): string[] {
  const finer = all.filter((one) => one !== name && one.startsWith(name));
  return finer
    .filter((one) => !finer.some((other) => other !== one && one.startsWith(other)))
    .toSorted()
    .toReversed();
}

/** The lines of an index; or why it is left out. */
async function linesAt(bucket: Bucket, key: string | undefined, signal: AbortSignal): Promise<TimedLine[] | LeftOut> {
  const stored = key === undefined ? undefined : await bucket.read(key, INDEX_LIMIT, signal);
  if (key === undefined || stored === undefined) return [];
  const place = `s3://${bucket.name}/${key}`;
  try {
    return readIndex(stored.bytes.toString('utf8'), place).runs.map((line) => ({ time: timeOf(line), line }));
  } catch (error) {
    if (!(error instanceof ShakedownError)) throw error;
    const todo = error.code === 'ARCHIVE_INDEX_DAMAGED' ? '; shakedown archive reindex writes it again' : '';
    return { place, why: `it is no index that this version can read${todo}` };
  }
}

/** When a run began; of one that this version cannot read, the beginning of its day. */
function timeOf({ key, results }: IndexLine): string {
  const { startedAt } = (results as { run?: { startedAt?: unknown } } | undefined)?.run ?? {};
  if (typeof startedAt === 'string' && !Number.isNaN(Date.parse(startedAt))) return indexTime(startedAt);
  return /\/(\d{4}\/\d\d\/\d\d)\/[^/]+\/$/.exec(key)?.[1]?.replaceAll('/', '-') ?? '';
}

function newestFirst(a: TimedLine, b: TimedLine): number {
  if (a.time !== b.time) return a.time > b.time ? -1 : 1;
  return a.line.key > b.line.key ? -1 : 1;
}

async function runOf(bucket: Bucket, line: IndexLine, signal: AbortSignal): Promise<ArchivedRun | LeftOut> {
  const place = `s3://${bucket.name}/${line.key}`;
  const results = (line.open && (await resultsOfJournal(bucket, line.key, signal))) || resultsIn(line);
  const why = results ? wrongClock(results.run, new Date()) : 'this version cannot read it';
  return results && why === undefined ? { place, results } : { place, why: why ?? '' };
}
