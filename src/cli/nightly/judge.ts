import { join } from 'node:path';
import type { StepResult } from '../../nightly/run-night.ts';
import { summary } from '../../publish/summary.ts';
import type { Results } from '../../results/model.ts';
import { verdict } from '../../results/verdict.ts';
import type { Progress } from '../../terminal/progress.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { usesColour } from '../results.ts';
import { readableRuns } from '../suite/stored-run.ts';
import { runBySonobuoy } from '../suite/verify-by-sonobuoy.ts';
import { RUNS } from './place.ts';

/**
 * Runs the suite by Sonobuoy, unless this run has ended already, and prints its summary.
 * @returns its verdict.
 */
export async function judge(
  context: CommandContext,
  runId: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<StepResult> {
  const results =
    (await finishedRun(runId)) ??
    (await runBySonobuoy(context, {
      ...{ runId, resultsDir: join(RUNS, runId), signal, progress, command: 'nightly', keep: false },
      // A run that a killed driver has left in the cluster goes on until its deadline.
      waitMs: milliseconds(context.config.run.deadline),
    }));
  process.stdout.write(`\n${summary(results, { colour: usesColour() })}\n`);
  const { sentence, exitCode } = verdict(results);
  return { text: sentence, exitCode };
}

/** The results of a run that has ended; `undefined` when it has none, or not all. */
export async function finishedRun(runId: string): Promise<Results | undefined> {
  const results = await runResults(runId);
  return results?.run.endedAt === undefined ? undefined : results;
}

/** The results of a run, also of one that was cut off; `undefined` when it has none. */
export async function runResults(runId: string): Promise<Results | undefined> {
  for await (const { results } of readableRuns()) if (results?.run.id === runId) return results;
  return undefined;
}
