import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/** How the server of an `s3://` URL is reached: the section `archive` of the configuration that a run here would have. */
async function archiveSettings(): Promise<Config['archive']> {
  const { config } = await loadConfig({ environment: process.env, flags: [] });
  return config.archive;
}

/** The URL of the archive that the configuration names; `undefined` when it names none. @throws ShakedownError CONFIG_INVALID */
export async function configuredArchive(): Promise<string | undefined> {
  const { bucket, prefix } = await archiveSettings();
  return bucket === '' ? undefined : `s3://${bucket}/${prefix}`;
}

/** The text of the `results.json` of an archived run. @throws ShakedownError ARCHIVE_…, RESULTS_NOT_FOUND, CONFIG_INVALID */
export async function archivedRun(url: string): Promise<string> {
  const { resultsAt } = await import('../../archive/results-at.ts');
  return await resultsAt(url, await archiveSettings());
}

/** The runs of a cluster in an archive, the newest first; standard error has a line for each that cannot be read. */
export async function* runsInArchive(url: string, cluster: string | undefined): AsyncGenerator<StoredRun | LostRun> {
  const { archivedRuns } = await import('../../archive/archived-runs.ts');
  for await (const one of archivedRuns(url, await archiveSettings(), cluster)) {
    if (one.results !== undefined) yield one;
    else process.stderr.write(`left out: ${one.place}: ${one.why}\n`);
  }
}
