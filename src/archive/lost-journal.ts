import type { Config } from '../config/schema.ts';
import { openBucket } from './bucket.ts';
import { runKey } from './layout.ts';
import { RESULTS_LIMIT } from './results-at.ts';
import { JOURNAL } from './run-files.ts';

const DAY = 24 * 60 * 60_000;

/**
 * The journal that the archive has of a run that was lost; `undefined` when it has none.
 * @param run.startedAt when the run was asked for, ISO 8601: the day of its beginning, by which it is archived, may be the next one.
 * @throws ShakedownError ARCHIVE_…
 */
export async function lostJournal(
  { archive, cluster }: Config,
  { id, startedAt }: { id: string; startedAt: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  using bucket = await openBucket(archive);
  const asked = Date.parse(startedAt);
  for (const day of [asked, asked + DAY]) {
    const run = runKey({ prefix: archive.prefix, cluster: cluster.name, startedAt: new Date(day).toISOString(), id });
    const stored = await bucket.read(`${run}${JOURNAL}`, RESULTS_LIMIT, signal);
    if (stored !== undefined) return stored.bytes.toString('utf8');
  }
  return undefined;
}
