import { join } from 'node:path';
import { runOf, type Night } from '../../nightly/night.ts';
import type { StepResult } from '../../nightly/run-night.ts';
import { verdict } from '../../results/verdict.ts';
import { CONFORMANCE_NAMESPACE, runConformance } from '../../sonobuoy/conformance.ts';
import { findSonobuoy } from '../../sonobuoy/program.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { connectTo } from '../suite/connect-to.ts';
import { storedRun } from '../suite/stored-run.ts';
import { RUNS } from './place.ts';

/** Runs the conformance tests of Kubernetes after the suite. @returns the verdict on them; their archive is in the directory of the run. */
export async function conformance(
  context: CommandContext,
  night: Night,
  progress: Progress,
  signal: AbortSignal,
): Promise<StepResult> {
  const { config, kubeconfig, kubeContext } = context;
  const namespace = CONFORMANCE_NAMESPACE;
  const sonobuoy = await findSonobuoy({ path: config.sonobuoy.path, namespace, kubeconfig, context: kubeContext });
  const cluster = await connectTo(context, progress, signal);
  const directory = join(RUNS, runOf(night) ?? night.id, 'conformance');
  try {
    const archive = await runConformance({ config, cluster, sonobuoy, directory, progress, signal });
    const { sentence, exitCode } = verdict(await storedRun(archive));
    return { text: sentence, exitCode };
  } finally {
    await cluster.close();
  }
}
