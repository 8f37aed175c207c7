import { pluginDefinition } from '../../../plugin/definition.ts';
import { rightsOfSuite } from '../../run/plan/catalogue.ts';
import { newRunId } from '../../run/run-id.ts';
import { findSonobuoy } from '../../sonobuoy/program.ts';
import { verify } from '../../sonobuoy/verify.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import type { Results } from '../../results/model.ts';
import { progressOn, type Progress } from '../../terminal/progress.ts';
import { conclude, type RunPlace } from './conclude.ts';
import { connectTo } from './connect-to.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { holderOf } from './holder.ts';
import { waitMsOf, type ResultsOptions, type WaitOptions } from '../command-line/options.ts';
import { ownPackage } from '../command-line/package.ts';
import { specDirectories } from './spec-directories.ts';

/** Options of `shakedown verify` that are not in the configuration. */
export interface VerifyFlags extends ResultsOptions, WaitOptions {
  keep?: boolean;
}

/** One run by Sonobuoy. */
export interface RunBySonobuoy extends RunPlace {
  runId: string;
  /** How long to wait for another run, in milliseconds. */
  waitMs: number;
  /** Removes nothing from the cluster at the end. */
  keep: boolean;
  /** The command that asks for it. */
  command: 'verify' | 'nightly';
  progress: Progress;
}

/**
 * Runs the suite by Sonobuoy and prints the verdict.
 * @returns the exit code.
 */
export async function verifyBySonobuoy(context: CommandContext, options: VerifyFlags): Promise<number> {
  const progress = progressOn();
  const runId = newRunId(new Date());
  const { keep = false } = options;
  return await conclude(options, runId, progress, async (place) => {
    const run = { ...place, runId, waitMs: waitMsOf(options), keep, command: 'verify', progress } as const;
    return { results: await runBySonobuoy(context, run), config: context.config };
  });
}

/** Runs the suite by Sonobuoy. @returns its results. @throws ShakedownError when no run was started, or nothing is known about it. */
export async function runBySonobuoy(
  context: CommandContext,
  { command, signal, progress, ...run }: RunBySonobuoy,
): Promise<Results> {
  const { config } = context;
  const sonobuoy = await readyForSonobuoy(context);
  shareModules();
  const rights = await rightsOfSuite(specDirectories(config), config);
  const cluster = await connectTo(context, progress, signal);
  try {
    return await verify({
      ...{ ...run, config, cluster, sonobuoy, rights, progress, signal },
      holder: holderOf(command),
      suiteVersion: ownPackage.version,
      ...(config.archive.bucket !== '' && {
        readJournal: async (lost, end) =>
          (await import('../../archive/lost-journal.ts')).lostJournal(config, lost, end),
      }),
    });
  } finally {
    await cluster.close();
  }
}

/**
 * Finds errors on this machine, before the first call to the cluster.
 * @throws ShakedownError CONFIG_…, SONOBUOY_MISSING, SONOBUOY_TOO_OLD
 */
export async function readyForSonobuoy({ config, kubeconfig, kubeContext }: CommandContext) {
  pluginDefinition({ config });
  const { path, namespace } = config.sonobuoy;
  return await findSonobuoy({ path, namespace, kubeconfig, context: kubeContext });
}
