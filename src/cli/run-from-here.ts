import { setFlagsFromString } from 'node:v8';
import type { Results } from '../results/model.ts';
import { summary } from '../results/summary.ts';
import { verdict } from '../results/verdict.ts';
import { beginRun } from '../run/begin.ts';
import { protectOwnPod } from '../run/own-pod.ts';
import { newRunId } from '../run/run-id.ts';
import { runSuite } from '../run/run.ts';
import { terminalListener } from '../run/terminal-listener.ts';
import { shareModules } from '../spec/module-hooks.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import { progressOn, type Progress } from '../terminal/progress.ts';
import { systemClock } from '../time/clock.ts';
import type { Given } from './given.ts';
import { holderOf } from './holder.ts';
import { connectTo } from './connect-to.ts';
import { makeInstruments } from './instruments.ts';
import { resultsDirectory, type ResultsOptions } from './options.ts';
import { ownPackage } from './package.ts';
import { usesColour } from './results.ts';
import { specDirectories } from './spec-directories.ts';
import { stopOnSignals } from './stopping.ts';

/**
 * Runs the suite in this process and prints the verdict.
 * @returns the exit code.
 */
export async function runFromHere(read: () => Promise<Given>, options: ResultsOptions): Promise<number> {
  // The suite stands beside the workloads that it judges: on a large machine V8 would rather let the heap grow to twice of what is needed than
  // collect garbage. Only now that the modules are loaded: with other flags Node does not take their code from its compile cache.
  setFlagsFromString('--optimize-for-size');
  const runId = process.env['SHAKEDOWN_RUN_ID'] || newRunId(new Date());
  const resultsDir = resultsDirectory(options, runId);
  const progress = progressOn();
  using stop = stopOnSignals();
  try {
    const given = await read();
    const results = await run(given, { runId, resultsDir, progress, signal: stop.signal });
    progress.end();
    process.stdout.write(`\n${summary(results, { colour: usesColour() })}results in ${resultsDir}\n`);
    return verdict(results).exitCode;
  } finally {
    progress.end();
  }
}

interface Place {
  runId: string;
  resultsDir: string;
  progress: Progress;
  signal: AbortSignal;
}

async function run(given: Given, { runId, resultsDir, progress, signal }: Place): Promise<Results> {
  const { config } = given;
  const cluster = await connectTo(given, progress);
  try {
    await protect(cluster, progress, signal);
    await using begun = await beginRun(cluster, { config, runId, holder: holderOf('run') }, signal);
    if (begun.unlocked !== undefined && !config.run.dryRun) progress.done(`no Lease: ${begun.unlocked}`);
    shareModules();
    return await runSuite({
      config,
      cluster,
      resultsDir,
      runId,
      unlocked: begun.unlocked,
      signal: AbortSignal.any([signal, begun.lost]),
      specDirs: specDirectories(config),
      suiteVersion: ownPackage.version,
      instruments: makeInstruments,
      listener: terminalListener(progress, process.stdout, systemClock),
    });
  } finally {
    await cluster.close();
  }
}

async function protect(cluster: Parameters<typeof protectOwnPod>[0], progress: Progress, signal: AbortSignal) {
  try {
    await protectOwnPod(cluster, process.env, signal);
  } catch (error) {
    signal.throwIfAborted();
    progress.done(`an autoscaler may remove this pod: ${messageOf(error)}`);
  }
}
