import { join } from 'node:path';
import { compare } from '../../results/compare/comparison.ts';
import type { Results } from '../../results/model.ts';
import { isNamed } from '../../results/same-cluster.ts';
import { verdict } from '../../results/verdict.ts';
import { connect } from '../../cluster/connect.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { comparisonMarkdown } from '../../publish/comparison/markdown.ts';
import { comparisonText } from '../../publish/comparison/text.ts';
import { replaceFile } from '../../publish/replace-file.ts';
import { summary } from '../../publish/summary.ts';
import { newRunId } from '../../run/run-id.ts';
import { runOf, type Night } from '../../nightly/night.ts';
import { runCommand } from '../../nightly/run-command.ts';
import type { Performer, StepContext, StepResult } from '../../nightly/run-night.ts';
import type { Step } from '../../nightly/steps.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Clock } from '../../time/clock.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { exitCodeOf } from '../command-line/exit-code.ts';
import { usesColour } from '../results.ts';
import { sidesOf } from '../suite/sides.ts';
import { readableRuns, storedRun } from '../suite/stored-run.ts';
import { runBySonobuoy } from '../suite/verify-by-sonobuoy.ts';
import { lastBefore } from './last-before.ts';
import { nightDirectory, RUNS } from './place.ts';
import { settle, unsettled } from './settle.ts';

/** The commands of the configuration, and what they do. */
const COMMANDS = {
  build: 'the command that builds the cluster',
  delete: 'the command that deletes the cluster',
} as const;

/** What the steps are done with. */
export interface PerformerOptions {
  context: CommandContext;
  progress: Progress;
  clock: Clock;
}

/** Does the steps of a night: runs the commands, drives Sonobuoy, reads and compares stored runs. */
export function nightPerformer({ context, progress, clock }: PerformerOptions): Performer {
  const { config } = context;
  const { nightly } = config;

  const command = async (step: 'build' | 'delete', { night, signal, onStart }: StepContext): Promise<StepResult> => {
    const log = join(nightDirectory(night.id), `${step}.log`);
    makeDirectory(nightDirectory(night.id));
    progress.now(`${COMMANDS[step]} runs; its output: ${log}`);
    await runCommand({
      ...{ what: COMMANDS[step], key: `nightly.${step}`, text: nightly[step], log, clock, onStart, signal },
      environment: { NIGHTLY_ID: night.id, NIGHTLY_CLUSTER: config.cluster.name },
      withinMs: milliseconds(nightly.within[step]),
    });
    return { text: `${COMMANDS[step]} succeeded` };
  };

  const steps: Record<Step, (context: StepContext, runId: string | undefined) => Promise<StepResult>> = {
    build: (step) => command('build', step),
    delete: (step) => command('delete', step),
    settle: async ({ signal }) => {
      const { kubeconfig, kubeContext } = context;
      const options = { ...(kubeconfig !== undefined && { kubeconfig }), ...(kubeContext && { context: kubeContext }) };
      const withinMs = milliseconds(nightly.within.settle);
      try {
        return {
          text: await settle({ connect: () => connect({ ...options, signal }), withinMs, clock, progress, signal }),
        };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ShakedownError && error.meaning === 'usage') throw error;
        return { text: unsettled(error) };
      }
    },
    verify: async ({ signal }, runId = '') => {
      const results = (await finished(runId)) ?? (await run(runId, signal));
      process.stdout.write(`\n${summary(results, { colour: usesColour() })}\n`);
      const { sentence, exitCode } = verdict(results);
      return { text: sentence, exitCode };
    },
    compare: async ({ night }) => await compareRun(night),
  };

  const run = async (runId: string, signal: AbortSignal): Promise<Results> =>
    await runBySonobuoy(context, {
      ...{ runId, resultsDir: join(RUNS, runId), signal, progress, command: 'nightly', keep: false },
      // A run that a killed driver has left in the cluster goes on until its deadline.
      waitMs: milliseconds(config.run.deadline),
    });

  return {
    runIdFor: async (step, night) => {
      if (step !== 'verify') return undefined;
      // The process was killed after the end of its run.
      const before = runOf(night);
      return before !== undefined && (await finished(before)) ? before : newRunId(clock.date());
    },
    perform: async (step, stepContext, runId) => await steps[step](stepContext, runId),
    exitCodeOf,
  };
}

/** The results of a run that has ended; `undefined` when it has none, or not all. */
async function finished(runId: string): Promise<Results | undefined> {
  for await (const { results } of readableRuns())
    if (results?.run.id === runId) return results.run.endedAt === undefined ? undefined : results;
  return undefined;
}

async function compareRun(night: Night): Promise<StepResult> {
  const runId = runOf(night);
  const results = runId === undefined ? undefined : await finished(runId);
  if (!results) return { text: 'there are no results to compare' };
  const { cluster, id } = results.run;
  const before = night.afterUpgrade ? await lastBefore(results, readableRuns()) : undefined;
  if (night.afterUpgrade && !before)
    return { text: `no run of ${isNamed(cluster) ? cluster.name : NAMELESS} before it` };
  const asked = before
    ? { before: before.results.run.id, after: id, lastGreen: false }
    : { before: id, lastGreen: true };
  const stored = { named: storedRun, all: readableRuns };
  let comparison;
  try {
    comparison = compare(await sidesOf({ ...asked, history: true }, stored));
  } catch (error) {
    if (error instanceof ShakedownError && error.code === 'RESULTS_NOT_FOUND')
      return { text: `no earlier run of ${isNamed(cluster) ? cluster.name : NAMELESS} has passed` };
    throw error;
  }
  await replaceFile(join(RUNS, id, 'comparison.md'), comparisonMarkdown(comparison));
  process.stdout.write(`\n${comparisonText(comparison, { colour: usesColour() })}\n`);
  const { regressions } = comparison;
  const against = `with run ${comparison.before.join(', ')}`;
  return {
    text: regressions.length === 0 ? `nothing is worse, ${against}` : `${regressions.length} worse, ${against}`,
  };
}

const NAMELESS = 'this cluster (a rebuilt cluster is recognised by cluster.name alone)';
