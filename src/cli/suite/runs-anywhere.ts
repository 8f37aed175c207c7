import { whatIsWrong } from '../../errors/shakedown-error.ts';
import { configuredArchive, runsInArchive } from './archived-run.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';
import { readableRuns } from './stored-run.ts';

/** Where runs are looked for. */
export interface Places {
  /** The `s3://` URL of an archive, instead of `results/`. */
  from?: string | undefined;
  /** The name of the cluster whose runs are wanted. @default in an archive the only one */
  cluster?: string | undefined;
  /** With how few runs `results/` has nothing to offer. @default 0 */
  tooFew?: number;
}

/**
 * The runs in `results/`, the newest first. When it has too few, those in the archive of the configuration follow, if there is one; standard error
 * says so. Of a run that both have there are two.
 * @throws ShakedownError ARCHIVE_…, CONFIG_INVALID
 */
export async function* runsAnywhere({ from, cluster, tooFew = 0 }: Places): AsyncGenerator<StoredRun | LostRun> {
  if (from !== undefined) return yield* runsInArchive(from, cluster);
  let found = 0;
  for await (const run of readableRuns()) {
    if (run.results !== undefined) found += 1;
    yield run;
  }
  const archive = found > tooFew ? undefined : await configuredArchive();
  if (archive === undefined) return;
  process.stderr.write(`results/ has ${found === 0 ? 'no run' : 'no other run'}: reading ${archive}\n`);
  yield* runsInArchive(archive, cluster);
}

/**
 * The same for what does without an archive: that it cannot be read is said on standard error, and ends the runs.
 * @param without what is not there then. @example 'the run is not compared with those in the archive'
 */
export function runsIfReadable(places: Places, without: string): AsyncGenerator<StoredRun | LostRun> {
  return ifReadable(runsAnywhere(places), without);
}

/** The runs of a cluster in the archive of the configuration, if there is one; in the same way. */
export function archivedIfReadable(cluster: string, without: string): AsyncGenerator<StoredRun | LostRun> {
  return ifReadable(inConfiguredArchive(cluster), without);
}

async function* inConfiguredArchive(cluster: string): AsyncGenerator<StoredRun | LostRun> {
  const archive = await configuredArchive();
  if (archive !== undefined) yield* runsInArchive(archive, cluster);
}

async function* ifReadable<T>(runs: AsyncIterable<T>, without: string): AsyncGenerator<T> {
  try {
    yield* runs;
  } catch (error) {
    process.stderr.write(`${without}: ${whatIsWrong(error)}\n`);
  }
}
