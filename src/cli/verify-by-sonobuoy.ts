import { pluginDefinition } from '../../plugin/definition.ts';
import { summary } from '../results/summary.ts';
import { verdict } from '../results/verdict.ts';
import { rightsOfSuite } from '../run/catalogue.ts';
import { newRunId } from '../run/run-id.ts';
import { findSonobuoy } from '../sonobuoy/program.ts';
import { verify } from '../sonobuoy/verify.ts';
import { shareModules } from '../spec/module-hooks.ts';
import { progressOn } from '../terminal/progress.ts';
import { connectTo } from './connect-to.ts';
import type { Given } from './given.ts';
import { holderOf } from './holder.ts';
import { type ResultsOptions, resultsDirectory } from './options.ts';
import { ownPackage } from './package.ts';
import { usesColour } from './results.ts';
import { specDirectories } from './spec-directories.ts';
import { stopOnSignals } from './stopping.ts';

/** Options of `shakedown verify` that are no configuration. */
export interface VerifyFlags extends ResultsOptions {
  keep?: boolean;
}

/**
 * Runs the suite by Sonobuoy and prints the verdict.
 * @returns the exit code.
 */
export async function verifyBySonobuoy(given: Given, options: VerifyFlags): Promise<number> {
  const { config, kubeconfig, context } = given;
  const progress = progressOn();
  using stop = stopOnSignals();
  try {
    // What can be wrong on this machine is found out before the cluster is asked anything.
    pluginDefinition({ config });
    const { path, namespace } = config.sonobuoy;
    const sonobuoy = await findSonobuoy({ path, namespace, kubeconfig, context });
    shareModules();
    const rights = await rightsOfSuite(specDirectories(config), config);
    const cluster = await connectTo(given, progress);
    try {
      const runId = newRunId(new Date());
      const directory = resultsDirectory(options, runId);
      const results = await verify({
        ...{ config, cluster, sonobuoy, runId, rights, progress },
        keep: options.keep ?? false,
        holder: holderOf('verify'),
        resultsDir: directory,
        suiteVersion: ownPackage.version,
        signal: stop.signal,
      });
      progress.end();
      process.stdout.write(`\n${summary(results, { colour: usesColour() })}results in ${directory}\n`);
      return verdict(results).exitCode;
    } finally {
      await cluster.close();
    }
  } finally {
    progress.end();
  }
}
