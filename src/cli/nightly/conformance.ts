import { join } from 'node:path';
import { whatIsWrong } from '../../errors/shakedown-error.ts';
import { runOf, type Night } from '../../nightly/night.ts';
import type { StepResult } from '../../nightly/run-night.ts';
import { summary } from '../../publish/summary.ts';
import type { Results } from '../../results/model.ts';
import { verdict } from '../../results/verdict.ts';
import { writeResultFiles } from '../../run/record/result-files.ts';
import { CONFORMANCE_NAMESPACE, runConformance } from '../../sonobuoy/conformance.ts';
import { joinConformance } from '../../sonobuoy/join-conformance.ts';
import { findSonobuoy } from '../../sonobuoy/program.ts';
import { storedResults } from '../../sonobuoy/stored/stored-results.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { usesColour } from '../results.ts';
import { connectTo } from '../suite/connect-to.ts';
import { leaveReport } from '../suite/leave-report.ts';
import { finishedRun } from './judge.ts';
import { RUNS } from './place.ts';

/**
 * Runs the conformance tests of Kubernetes after the suite, adds their results to those of the run, and prints the summary of both. That they were lost
 * is added, too: a report without them would look complete.
 * @returns the verdict on both; on the conformance tests alone when the run has no results. Their archive is in the directory of the run.
 */
export async function conformance(
  context: CommandContext,
  night: Night,
  progress: Progress,
  signal: AbortSignal,
): Promise<StepResult> {
  const { config, kubeconfig, kubeContext } = context;
  const namespace = CONFORMANCE_NAMESPACE;
  const id = runOf(night) ?? night.id;
  const own = await finishedRun(id);
  const joined = async (stored: Parameters<typeof joinConformance>[1]): Promise<Results> => {
    const results = joinConformance(own, stored, config.quarantine);
    if (own) {
      await writeResultFiles(join(RUNS, id), results);
      await leaveReport(join(RUNS, id), results);
    }
    return results;
  };
  const sonobuoy = await findSonobuoy({ path: config.sonobuoy.path, namespace, kubeconfig, context: kubeContext });
  try {
    const cluster = await connectTo(context, progress, signal);
    try {
      const directory = join(RUNS, id, 'conformance');
      const archive = await runConformance({ config, cluster, sonobuoy, directory, progress, signal });
      const results = await joined(await storedResults(archive));
      process.stdout.write(`\n${summary(results, { colour: usesColour() })}\n`);
      const { sentence, exitCode } = verdict(results);
      return { text: sentence, exitCode };
    } finally {
      await cluster.close();
    }
  } catch (error) {
    await joined(
      `the conformance tests were lost: ${signal.aborted ? whatIsWrong(signal.reason) : whatIsWrong(error)}`,
    );
    throw error;
  }
}
