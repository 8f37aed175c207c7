import { atMost } from '../parallel/at-most.ts';
import type { Clock } from '../time/clock.ts';
import { openBucket, type ArchiveSettings } from './bucket.ts';
import { CLAIM, readClaim } from './claim.ts';
import { indexKey, runKey } from './layout.ts';
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
const DAY = 86_400_000;

/**
 * Deletes old runs: the lines of the index first, then the objects, that by which a run is recognized as the last one, so that what was
 * interrupted is found again. A run is one of the suite when it has the claim of exactly this place; others are left alone, and so are objects
 * of a run that the suite does not write.
 * @returns the old runs, in the order of their keys.
 */
export async function* prune(options: PruneOptions): AsyncGenerator<OldRun> {
  const { settings, before, cluster, dryRun, clock, signal } = options;
  using bucket = await openBucket(settings);
  for await (const { run, day, files } of runsBelow(bucket, { prefix: settings.prefix, cluster }, signal)) {
    // What began on the day itself may be younger than the moment; that is seen in its claim.
    if (day > before - (before % DAY)) continue;
    const url = `s3://${bucket.name}/${run}`;
    const own = files.filter(isOwnFile);
    const claim = await readClaim(bucket, run, signal);
    if (claim === undefined || runKey({ prefix: settings.prefix, ...claim }) !== run) {
      yield { url, objects: own.length, left: `it has no ${CLAIM} of this place, so it is none of the suite` };
      continue;
    }
    if (cluster !== undefined && claim.cluster !== cluster) continue;
    if (Date.parse(claim.startedAt) >= before) continue;
    if (!dryRun) {
      const index = indexKey({ prefix: settings.prefix, ...claim });
      await updateIndex(bucket, index, (now) => now && withoutRuns(now, new Set([run])), { clock, signal });
      const limited = atMost(AT_ONCE);
      const first = own.filter((file) => file !== CLAIM);
      await Promise.all(first.map((file) => limited(() => bucket.remove(`${run}${file}`, signal))));
      await bucket.remove(`${run}${CLAIM}`, signal);
    }
    yield { url, objects: own.length };
  }
}
