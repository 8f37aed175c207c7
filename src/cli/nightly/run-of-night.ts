import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { endOf, runOf, type Night } from '../../nightly/night.ts';
import type { Results } from '../../results/model.ts';
import { writeResultFiles } from '../../run/record/result-files.ts';
import { ownPackage } from '../command-line/package.ts';
import { runResults } from './judge.ts';
import { RUNS } from './place.ts';
import { unjudgedResults } from './unjudged.ts';

/** The run of a night, and its directory; of a night without one, results that say why there is none. */
export async function runOfNight(
  night: Night,
  config: Config,
  now: Date,
): Promise<{ directory: string; results: Results }> {
  const id = runOf(night) ?? night.id;
  const directory = join(RUNS, id);
  makeDirectory(directory);
  const known = await runResults(id);
  if (known) return { directory, results: known };
  const stop = night.events.find((event) => event.kind === 'stopped');
  const why = [endOf(night, 'build'), endOf(night, 'verify')].find((end) => end?.outcome === 'failed');
  const results = unjudgedResults({
    ...{ id, config, suiteVersion: ownPackage.version, startedAt: night.startedAt, endedAt: now.toISOString() },
    why: stop?.text ?? (why ? `${why.step} failed: ${why.text}` : 'the run has left no results'),
  });
  await writeResultFiles(directory, results);
  return { directory, results };
}
