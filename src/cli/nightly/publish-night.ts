import { copyFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deliveriesText, deliverRun } from '../../delivery/deliver-run.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import type { Night } from '../../nightly/night.ts';
import type { StepResult } from '../../nightly/run-night.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { tellFailures } from '../suite/tell-failures.ts';
import { nightDirectory } from './place.ts';
import { runOfNight } from './run-of-night.ts';

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
  const { directory, results } = await runOfNight(night, config, now);
  const before = join(nightDirectory(night.id), 'before.json');
  if (existsSync(before)) await copyFile(before, join(directory, 'before.json'));
  const sinks = turnedOn(runSinks, config);
  progress.now(`publishing to ${Object.keys(sinks).join(', ')}`);
  const deliveries = await deliverRun({ directory, results, config }, { sinks, signal });
  tellFailures(deliveries);
  return { text: deliveriesText(deliveries) };
}
