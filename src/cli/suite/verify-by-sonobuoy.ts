import { pluginDefinition } from '../../../plugin/definition.ts';
import { rightsOfSuite } from '../../run/plan/catalogue.ts';
import { newRunId } from '../../run/run-id.ts';
import { findSonobuoy } from '../../sonobuoy/program.ts';
import { verify } from '../../sonobuoy/verify.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { progressOn } from '../../terminal/progress.ts';
import { conclude } from './conclude.ts';
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

/**
 * Runs the suite by Sonobuoy and prints the verdict.
 * @returns the exit code.
 */
export async function verifyBySonobuoy(context: CommandContext, options: VerifyFlags): Promise<number> {
  const { config, kubeconfig, kubeContext } = context;
  const progress = progressOn();
  const runId = newRunId(new Date());
  return await conclude(options, runId, progress, async ({ resultsDir, signal }) => {
    // Errors on this machine are found before the first call to the cluster.
    pluginDefinition({ config });
    const { path, namespace } = config.sonobuoy;
    const sonobuoy = await findSonobuoy({ path, namespace, kubeconfig, context: kubeContext });
    shareModules();
    const rights = await rightsOfSuite(specDirectories(config), config);
    const cluster = await connectTo(context, progress, signal);
    try {
      const results = await verify({
        ...{ config, cluster, sonobuoy, runId, rights, progress, resultsDir, signal },
        keep: options.keep ?? false,
        holder: holderOf('verify'),
        waitMs: waitMsOf(options),
        suiteVersion: ownPackage.version,
      });
      return { results, config };
    } finally {
      await cluster.close();
    }
  });
}
