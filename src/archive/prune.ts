import { atMost } from '../parallel/at-most.ts';
import type { Clock } from '../time/clock.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { CLAIM, readClaim, type Claim } from './claim.ts';
import { indexFolder, indexKeys, runKey } from './layout.ts';
import { withoutRuns } from './month-index.ts';
import { isOwnFile } from './run-files.ts';
import { runsBelow } from './runs-below.ts';
import { updateIndex } from './update-index.ts';

/** A run that is old, and what is known of it. */
export interface OldRun {
  /** Of its objects, as `s3://bucket/…`. */
  url: string;
  /** Its objects that the suite has put there. */
  objects: number;
  /** Why it is left alone; `undefined` when it is deleted. */
  left?: string;
}

/** What is pruned. */
export interface PruneOptions {
  settings: ArchiveSettings;
  /** Runs that began on an earlier day than this moment, in milliseconds since 1970. */
  before: number;
  /** Only those of this cluster. @default all below the prefix */
  cluster?: string | undefined;
  /** Whether nothing is deleted. */
  dryRun: boolean;
  clock: Clock;
  signal: AbortSignal;
}

/** How many objects are deleted at the same time. */
const AT_ONCE = 8;
/** How many runs are deleted with one change of their indexes. */
const TOGETHER = 500;
const DAY = 86_400_000;

/** An old run of the suite. */
interface Found extends OldRun {
  run: string;
  claim: Claim;
  own: readonly string[];
}

/**
 * Deletes old runs: the lines of the index first, then the objects, that by which a run is recognized as the last one, so that what was
 * interrupted is found again. A run is one of the suite when it has the claim of exactly this place; others are left alone, and so are objects
 * of a run that the suite does not write.
 * @returns the old runs, in the order of their keys.
 */
export async function* prune(options: PruneOptions): AsyncGenerator<OldRun> {
  const { settings, dryRun, signal } = options;
  using bucket = await openBucket(settings);
  let together: (Found | OldRun)[] = [];
  const flush = async () => {
    const all = together;
    together = [];
    if (!dryRun) await remove(bucket, all.filter(isFound), options);
    return all.map(({ url, objects, left }) => ({ url, objects, ...(left !== undefined && { left }) }));
  };
  for await (const one of oldRuns(bucket, options, signal)) {
    const [first] = together.filter(isFound);
    const isOther = first && isFound(one) && indexFolderOf(options, first) !== indexFolderOf(options, one);
    if (isOther || together.length >= TOGETHER) yield* await flush();
    together.push(one);
  }
  yield* await flush();
}

async function* oldRuns(
  bucket: Bucket,
  { settings: { prefix }, before, cluster }: PruneOptions,
  signal: AbortSignal,
): AsyncGenerator<Found | OldRun> {
  for await (const { run, day, files } of runsBelow(bucket, { prefix, cluster }, signal)) {
    // What began on the day itself may be younger than the moment; that is seen in its claim.
    if (day > before - (before % DAY)) continue;
    const own = files.filter(isOwnFile);
    const old = { url: `s3://${bucket.name}/${run}`, objects: own.length };
    const claim = await readClaim(bucket, run, signal);
    if (claim === undefined || runKey({ prefix, ...claim }) !== run) {
      yield { ...old, left: `it has no ${CLAIM} of this place, so it is none of the suite` };
      continue;
    }
    if (cluster !== undefined && claim.cluster !== cluster) continue;
    if (Date.parse(claim.startedAt) < before) yield { ...old, run, claim, own };
  }
}

/** Removes runs of one cluster. */
async function remove(bucket: Bucket, runs: readonly Found[], options: PruneOptions): Promise<void> {
  const [first] = runs;
  if (!first) return;
  const { settings, clock, signal } = options;
  const indexes = new Set(runs.flatMap(({ claim }) => indexKeys({ prefix: settings.prefix, ...claim })));
  const gone = new Set(runs.map(({ run }) => run));
  for await (const key of bucket.keys(indexFolderOf(options, first), signal))
    if (indexes.has(key)) await updateIndex(bucket, key, (now) => now && withoutRuns(now, gone), { clock, signal });
  const limited = atMost(AT_ONCE);
  for (const { run, own } of runs) {
    const files = own.filter((file) => file !== CLAIM);
    await Promise.all(files.map((file) => limited(() => bucket.remove(`${run}${file}`, signal))));
    await bucket.remove(`${run}${CLAIM}`, signal);
  }
}

function indexFolderOf({ settings: { prefix } }: PruneOptions, { claim: { cluster } }: Found): string {
  return indexFolder({ prefix, cluster });
}

function isFound(one: Found | OldRun): one is Found {
  return 'claim' in one;
}
