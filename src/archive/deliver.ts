import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { atMost } from '../parallel/at-most.ts';
import { RESULTS } from '../publish/file-names.ts';
import type { Results } from '../results/model.ts';
import { systemClock } from '../time/clock.ts';
import { addRuns } from './add-runs.ts';
import { openBucket, type Bucket } from './bucket.ts';
import { claimPlace } from './claim.ts';
import { runKey } from './layout.ts';
import { lineOf } from './month-index.ts';
import { filesOfRun } from './run-files.ts';
import { uploadFile } from './upload.ts';

/** How many files are sent at the same time. */
const AT_ONCE = 8;

/**
 * Puts a finished run into the archive: its files, `results.json` as the last of them, so that what has it is whole; then the line in the index.
 * @returns what it did, in one line.
 * @throws ShakedownError ARCHIVE_…, each with what was tried and what to do.
 */
export async function deliver(
  { directory, results, config }: { directory: string; results: Results; config: Config },
  signal: AbortSignal,
): Promise<string> {
  const { prefix } = config.archive;
  const { id, startedAt, cluster, interruption } = results.run;
  const of = { prefix, cluster: cluster.name };
  const run = runKey({ ...of, startedAt, id });
  using bucket = await openBucket(config.archive);
  const mayContinue = interruption !== undefined && !(await exists(bucket, `${run}${RESULTS}`, signal));
  await claimPlace(bucket, run, { id, startedAt, cluster: cluster.name }, signal, mayContinue);
  const files = await filesOfRun(directory);
  const limited = atMost(AT_ONCE);
  const sizes = await Promise.all(
    files
      .filter((file) => file !== RESULTS)
      .map((file) => limited(() => uploadFile(bucket, `${run}${file}`, join(directory, file), signal))),
  );
  sizes.push(await uploadFile(bucket, `${run}${RESULTS}`, join(directory, RESULTS), signal));
  await addRuns(bucket, of, [lineOf(run, results)], { clock: systemClock, signal });
  const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
  return `uploaded ${sizes.length} files (${megabytes.toFixed(1)} MB) to s3://${bucket.name}/${run}`;
}

async function exists(bucket: Bucket, wanted: string, signal: AbortSignal): Promise<boolean> {
  for await (const key of bucket.keys(wanted, signal)) if (key === wanted) return true;
  return false;
}
