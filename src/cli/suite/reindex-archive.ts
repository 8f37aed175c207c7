import { reindex } from '../../archive/reindex.ts';
import type { MonthDone } from '../../archive/rewrite-month.ts';
import type { Config } from '../../config/schema.ts';
import { systemClock } from '../../time/clock.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { assertArchive } from './assert-archive.ts';

/**
 * Writes the indexes of the archive again, with a line for each, and for each run that is in none.
 * @throws ShakedownError ARCHIVE_NOT_CONFIGURED, ARCHIVE_…
 */
export async function reindexArchive(
  { archive }: Config,
  { cluster, dryRun }: { cluster: string | undefined; dryRun: boolean },
): Promise<void> {
  assertArchive(archive);
  using stop = stopOnSignals();
  let [indexes, changed] = [0, 0];
  const options = { settings: archive, cluster, dryRun, clock: systemClock, signal: stop.signal };
  for await (const one of reindex(options)) {
    if ('left' in one) process.stdout.write(`left ${one.url}: ${one.left}\n`);
    else {
      indexes += 1;
      if (isChanged(one)) changed += 1;
      process.stdout.write(`${lineOf(one, dryRun)}\n`);
    }
  }
  const sum = `${changed} of ${indexes} index${indexes === 1 ? '' : 'es'}`;
  process.stdout.write(`${sum} ${dryRun ? 'would be written' : 'written'}\n`);
}

function isChanged({ added, corrected, removed, wasDamaged }: MonthDone): boolean {
  return added + corrected + removed > 0 || wasDamaged;
}

function lineOf(one: MonthDone, dryRun: boolean): string {
  const { url, runs, added, corrected, removed, wasDamaged } = one;
  const what = `${url}: ${runs} run${runs === 1 ? '' : 's'}`;
  if (!isChanged(one)) return `unchanged ${what}`;
  const damaged = wasDamaged ? '; something else was in its place' : '';
  const how = `${added} added, ${corrected} corrected, ${removed} removed${damaged}`;
  return `${dryRun ? 'would write' : 'wrote'} ${what} (${how})`;
}
