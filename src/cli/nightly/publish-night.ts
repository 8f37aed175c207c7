import { copyFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deliveredLines, deliverRun, failedText } from '../../delivery/deliver-run.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { endOf, runOf, type Night } from '../../nightly/night.ts';
import type { StepResult } from '../../nightly/run-night.ts';
import type { Results } from '../../results/model.ts';
import { writeResultFiles } from '../../run/record/result-files.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { ownPackage } from '../command-line/package.ts';
import { tellFailures } from '../suite/tell-failures.ts';
import { finishedRun } from './judge.ts';
import { nightDirectory, RUNS } from './place.ts';
import { unjudgedResults } from './unjudged.ts';

/**
 * Publishes the run of a night to all that is configured; a night without a run says why it has none. What cannot be reached is
 * told, and changes nothing else.
 */
export async function publishNight(
  { config }: CommandContext,
  night: Night,
  now: Date,
  progress: Progress,
  signal: AbortSignal,
): Promise<StepResult> {
  const id = runOf(night) ?? night.id;
  const directory = join(RUNS, id);
  makeDirectory(directory);
  const results = (await finishedRun(id)) ?? (await writeUnjudged(id));
  const before = join(nightDirectory(night.id), 'before.json');
  if (existsSync(before)) await copyFile(before, join(directory, 'before.json'));
  const sinks = turnedOn(runSinks, config);
  progress.now(`publishing to ${Object.keys(sinks).join(', ')}`);
  const deliveries = await deliverRun({ directory, results, config }, { sinks, signal });
  tellFailures(deliveries);
  return { text: [...deliveredLines(deliveries), failedText(deliveries)].filter(Boolean).join('; ') };

  async function writeUnjudged(runId: string): Promise<Results> {
    const why = [endOf(night, 'build'), endOf(night, 'verify')].find((end) => end?.outcome === 'failed');
    const unjudged = unjudgedResults({
      ...{ id: runId, config, suiteVersion: ownPackage.version, startedAt: night.startedAt },
      ...{ endedAt: now.toISOString(), why: why ? `${why.step} failed: ${why.text}` : 'the run has left no results' },
    });
    await writeResultFiles(directory, unjudged);
    return unjudged;
  }
}
