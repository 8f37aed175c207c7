import { setFlagsFromString } from 'node:v8';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { namespaceView } from '../../cluster/namespace-view.ts';
import { effectiveSettings } from '../../config/effective-settings.ts';
import type { Config } from '../../config/schema.ts';
import type { Results } from '../../results/model.ts';
import { beginRun } from '../../objects/lease/begin-run.ts';
import { imageIn, missingProtection, readOwnPod } from '../../run/own-pod.ts';
import { findSpecs } from '../../run/plan/plan-run.ts';
import { newRunId, requestedRunId } from '../../run/run-id.ts';
import { runSuite } from '../../run/run.ts';
import { terminalListener } from '../../run/record/terminal-listener.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { messageOf } from '../../errors/shakedown-error.ts';
import { progressOn, type Progress } from '../../terminal/progress.ts';
import { systemClock } from '../../time/clock.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { holderOf } from './holder.ts';
import { conclude, type RunPlace } from './conclude.ts';
import { connectTo } from './connect-to.ts';
import { waitMsOf, type ResultsOptions, type WaitOptions } from '../command-line/options.ts';
import { ownPackage } from '../command-line/package.ts';
import { specDirectories } from './spec-directories.ts';

/** Options of `shakedown run` that are not in the configuration. */
export interface RunFlags extends ResultsOptions, WaitOptions {}

/**
 * Runs the suite in this process and prints the verdict.
 * @returns the exit code.
 */
export async function runFromHere(read: () => Promise<CommandContext>, options: RunFlags): Promise<number> {
  // The suite may run next to the workloads that it judges: on a large machine V8 would let the heap grow to twice the needed size before it
  // collects garbage. The flag is set after the modules are loaded, because with other flags Node does not use its compile cache.
  setFlagsFromString('--optimize-for-size');
  const runId = requestedRunId(process.env) ?? newRunId(new Date());
  const progress = progressOn();
  return await conclude(options, runId, progress, async (place) => {
    const context = await read();
    // Errors that need no cluster are found before the first call to one.
    await findSpecs(specDirectories(context.config), context.config);
    const results = await run(context, { runId, waitMs: waitMsOf(options) }, progress, place);
    return { results, config: context.config };
  });
}

async function run(
  context: CommandContext,
  { runId, waitMs }: { runId: string; waitMs: number },
  progress: Progress,
  { resultsDir, signal }: RunPlace,
): Promise<Results> {
  const whole = await connectTo(context, progress, signal);
  const { onlyNamespace } = context.config.scope;
  const cluster = onlyNamespace === '' ? whole : namespaceView(whole, onlyNamespace);
  try {
    const pod = await ownPod(cluster, progress, signal);
    const config = withImageOf(pod, context, progress);
    await using begun = await beginRun(
      cluster,
      { config, runId, holder: holderOf('run'), waitMs, waiting: progress.now, onLeftovers: progress.done },
      signal,
    );
    if (begun.unlocked !== undefined && !config.run.dryRun) progress.done(`no Lease: ${begun.unlocked}`);
    shareModules();
    await using _ = await checkpoints(config, resultsDir, progress);
    return await runSuite({
      config,
      cluster,
      resultsDir,
      runId,
      unlocked: begun.unlocked,
      ownImage: imageIn(pod),
      signal: AbortSignal.any([signal, begun.lost]),
      specDirs: specDirectories(config),
      settings: effectiveSettings({ config, origins: originsOf(context, config) }),
      suiteVersion: ownPackage.version,
      listener: terminalListener(progress, process.stdout, systemClock),
    });
  } finally {
    await cluster.close();
  }
}

/** Keeps what the run measures in the archive while it goes on, where there is one. */
async function checkpoints(config: Config, directory: string, progress: Progress): Promise<AsyncDisposable> {
  if (config.archive.bucket === '' || config.run.dryRun) return { [Symbol.asyncDispose]: async () => {} };
  const { keepCheckpoints } = await import('../../archive/checkpoint.ts');
  const onError = (message: string) => progress.done(`not kept in the archive for now: ${message}`);
  const kept = keepCheckpoints({ config, directory, clock: systemClock, onError });
  return { [Symbol.asyncDispose]: kept.stop };
}

/** The pod that this runs in, if it does; says so when an autoscaler may remove it. */
async function ownPod(cluster: Cluster, progress: Progress, signal: AbortSignal): Promise<Pod | undefined> {
  try {
    const pod = await readOwnPod(cluster, process.env, signal);
    const missing = pod ? missingProtection(pod) : [];
    if (missing.length > 0)
      progress.done(`an autoscaler may remove this pod: it has no annotation ${missing.join(', ')}`);
    return pod;
  } catch (error) {
    signal.throwIfAborted();
    progress.done(`the pod of this run cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** The configuration, with the image of this pod, unless the user has named one. */
function withImageOf(pod: Pod | undefined, { config, origins }: CommandContext, progress: Progress): Config {
  const image = imageIn(pod);
  if (image === undefined || image === config.image || origins.get('image') !== 'SHAKEDOWN_IMAGE') return config;
  progress.done(`this pod runs from ${image}, not from ${config.image}, and so do the pods that the suite makes`);
  return { ...config, image };
}

/** The origins of the values of the configuration: the image may be that of this pod. */
function originsOf({ config, origins }: CommandContext, { image }: Config): CommandContext['origins'] {
  return image === config.image ? origins : new Map([...origins, ['image', 'this pod']]);
}
