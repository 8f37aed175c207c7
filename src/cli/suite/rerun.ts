import type { Command } from 'commander';
import { addSetting, type Setting } from '../../config/setting.ts';

/** The option to run tests again. */
export interface RerunOptions {
  rerunFailed?: string;
}

const FLAG = '--rerun-failed';

/** Adds the option to run the tests of a run again that were not green. */
export function rerunOption(command: Command): void {
  command.option(
    `${FLAG} <run>`,
    'only the tests that were not green in this run: whatever shakedown verdict takes, such as its id, an archive or an s3:// URL',
  );
}

/**
 * Adds the settings for the tests of a run that were not green, if that was asked for.
 * @throws ShakedownError RERUN_NOTHING, and those of reading a run.
 */
export async function addRerun({ rerunFailed }: RerunOptions, settings: Setting[]): Promise<void> {
  if (rerunFailed === undefined) return;
  const [{ storedRun }, { testsToRunAgain }] = await Promise.all([
    import('./stored-run.ts'),
    import('../../results/rerun.ts'),
  ]);
  const results = await storedRun(rerunFailed);
  const { id, cluster } = results.run;
  const values = {
    of: id,
    tests: JSON.stringify(testsToRunAgain(results)),
    ...(cluster.uid === undefined ? {} : { cluster: cluster.uid }),
  };
  for (const [key, value] of Object.entries(values))
    addSetting(settings, { path: `run.rerun.${key}`, value, origin: FLAG });
}
