import { prune } from '../../archive/prune.ts';
import type { Config } from '../../config/schema.ts';
import { systemClock } from '../../time/clock.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { assertArchive } from './assert-archive.ts';

const DAY = 86_400_000;

/**
 * Deletes old runs from the archive, with a line for each.
 * @throws ShakedownError ARCHIVE_NOT_CONFIGURED, ARCHIVE_…
 */
export async function pruneArchive(
  { archive }: Config,
  { keepDays, cluster, dryRun }: { keepDays: number; cluster: string | undefined; dryRun: boolean },
): Promise<void> {
  assertArchive(archive);
  using stop = stopOnSignals();
  const { signal } = stop;
  const before = systemClock.date().getTime() - keepDays * DAY;
  const [verb, sum] = dryRun ? ['would delete', 'would be deleted'] : ['deleted', 'deleted'];
  let runs = 0;
  for await (const { url, objects, left } of prune({
    settings: archive,
    before,
    cluster,
    dryRun,
    clock: systemClock,
    signal,
  })) {
    const what = `${url} (${objects} object${objects === 1 ? '' : 's'})`;
    process.stdout.write(left === undefined ? `${verb} ${what}\n` : `left ${what}: ${left}\n`);
    if (left === undefined) runs += 1;
  }
  process.stdout.write(`${runs} run${runs === 1 ? '' : 's'} ${sum}, of those older than ${keepDays} days\n`);
}
