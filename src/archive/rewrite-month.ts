import { isDeepStrictEqual } from 'node:util';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import { addRuns } from './add-runs.ts';
import type { Bucket } from './bucket.ts';
import { readClaim } from './claim.ts';
import type { RunPlace } from './layout.ts';
import { INDEX_LIMIT, readIndex, type IndexLine, type MonthIndex, type NewLine } from './month-index.ts';
import { updateIndex } from './update-index.ts';

/** The runs of a cluster that began in one month, and what they say. */
export interface MonthFound {
  /** The key of its index. The names of those that have what it has no room for begin in the same way. */
  index: string;
  of: Pick<RunPlace, 'prefix' | 'cluster'>;
  /** What its runs say, by their keys. */
  right: ReadonlyMap<string, NewLine>;
  /** What those say that go on, or were lost, if they say anything: a line that they have stays as it is. */
  open: ReadonlyMap<string, NewLine | undefined>;
}

/** What became of the indexes of a month. */
export interface MonthDone {
  /** Of that of the month, as `s3://bucket/…`. */
  url: string;
  /** How many runs they have, and how many lines were added, corrected and removed. */
  runs: number;
  added: number;
  corrected: number;
  removed: number;
  /** Whether something else was in the place of one. */
  wasDamaged: boolean;
}

/** The lines of an index by the keys of their runs. */
type Lines = ReadonlyMap<string, IndexLine>;

/** Corrects the indexes of a month, and adds the runs that none of them has. @throws ShakedownError ARCHIVE_… */
export async function rewriteMonth(
  bucket: Bucket,
  month: MonthFound,
  options: { dryRun: boolean; clock: Clock; signal: AbortSignal },
): Promise<MonthDone> {
  const { index, of, right, open } = month;
  const { dryRun, signal } = options;
  const done = { url: `s3://${bucket.name}/${index}`, runs: 0, added: 0, corrected: 0, removed: 0, wasDamaged: false };
  const seen = new Set<string>();
  for await (const key of bucket.keys(index.slice(0, -'.json'.length), signal)) {
    const found = await linesOf(bucket, key, signal);
    for (const run of found?.keys() ?? []) seen.add(run);
    done.wasDamaged ||= found === undefined;
    const did = await rewriteIndex(bucket, key, { found, month }, options);
    done.runs += did.runs;
    done.corrected += did.corrected;
    done.removed += did.removed;
  }
  const missing = [...right, ...open].flatMap(([run, line]) => (line && !seen.has(run) ? [line] : []));
  done.added = missing.length;
  done.runs += missing.length;
  // What has come meanwhile is newer.
  if (!dryRun)
    await addRuns(
      bucket,
      of,
      missing.map((line) => ({ ...line, replaces: false })),
      options,
    );
  return done;
}

/** Corrects one index. @returns what changed, and how many lines it has then. */
async function rewriteIndex(
  bucket: Bucket,
  key: string,
  { found, month: { of, right, open } }: { found: Lines | undefined; month: MonthFound },
  { dryRun, clock, signal }: { dryRun: boolean; clock: Clock; signal: AbortSignal },
): Promise<Pick<MonthDone, 'runs' | 'corrected' | 'removed'>> {
  const before: Lines = found ?? new Map<string, IndexLine>();
  const gone = new Set<string>();
  // A run may have ended after the list was read.
  for (const run of before.keys())
    if (!right.has(run) && !open.has(run) && (await readClaim(bucket, run, signal)) === undefined) gone.add(run);
  const did = { runs: 0, corrected: 0, removed: 0 };
  const change = (index: MonthIndex | undefined): MonthIndex | undefined => {
    const now = new Map(index?.runs.map((run) => [run.key, run]));
    Object.assign(did, { corrected: 0, removed: 0 });
    for (const run of gone) if (isDeepStrictEqual(now.get(run), before.get(run)) && now.delete(run)) did.removed += 1;
    for (const [run, old] of before) {
      const line = right.get(run)?.line;
      const isOthers = !isDeepStrictEqual(now.get(run), old);
      if (!line || isOthers || isDeepStrictEqual(old, line)) continue;
      did.corrected += 1;
      now.set(run, line);
    }
    did.runs = now.size;
    if (did.corrected + did.removed === 0 && found !== undefined) return index;
    const runs = [...now.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return { schemaVersion: 1, cluster: index?.cluster ?? of.cluster, ...(index?.full && { full: true }), runs };
  };
  if (dryRun) change(found && { schemaVersion: 1, cluster: of.cluster, runs: [...before.values()] });
  else await updateIndex(bucket, key, change, { clock, signal, replacesDamaged: true });
  return did;
}

/** The lines of an index; `undefined` when something else is in its place. */
async function linesOf(bucket: Bucket, key: string, signal: AbortSignal): Promise<Lines | undefined> {
  const stored = await bucket.read(key, INDEX_LIMIT, signal);
  if (stored === undefined) return new Map();
  try {
    const { runs } = readIndex(stored.bytes.toString('utf8'), `s3://${bucket.name}/${key}`);
    return new Map(runs.map((line) => [line.key, line]));
  } catch (error) {
    if (error instanceof ShakedownError && error.code === 'ARCHIVE_INDEX_DAMAGED') return undefined;
    throw error;
  }
}
