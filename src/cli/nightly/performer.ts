import { join } from 'node:path';
import { connect } from '../../cluster/connect.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { runCommand } from '../../nightly/run-command.ts';
import type { Performer, StepContext, StepResult } from '../../nightly/run-night.ts';
import type { Step } from '../../nightly/steps.ts';
import { runOf } from '../../nightly/night.ts';
import { replaceFile } from '../../publish/replace-file.ts';
import { newRunId } from '../../run/run-id.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Clock } from '../../time/clock.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { exitCodeOf } from '../command-line/exit-code.ts';
import { compareRun } from './compare-run.ts';
import { conformance } from './conformance.ts';
import { finishedRun, judge } from './judge.ts';
import { nightDirectory } from './place.ts';
import { publishNight } from './publish-night.ts';
import { settle, unsettled } from './settle.ts';
import { snapshotOf } from './snapshot.ts';
import { tellLeft } from './tell-left.ts';

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

/** Does the steps of a night: runs the commands, drives Sonobuoy, reads, compares and publishes runs. */
export function nightPerformer({ context, progress, clock }: PerformerOptions): Performer {
  const { config, kubeconfig, kubeContext } = context;
  const { nightly } = config;

  const connected = (signal: AbortSignal): Promise<Cluster> =>
    connect({ ...(kubeconfig !== undefined && { kubeconfig }), ...(kubeContext && { context: kubeContext }), signal });

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

  const steps: Record<Step, (step: StepContext, runId: string | undefined) => Promise<StepResult>> = {
    build: (step) => command('build', step),
    delete: (step) => command('delete', step),
    settle: async ({ signal }) => {
      const withinMs = milliseconds(nightly.within.settle);
      try {
        return { text: await settle({ connect: () => connected(signal), withinMs, clock, progress, signal }) };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ShakedownError && error.meaning === 'usage') throw error;
        return { text: unsettled(error) };
      }
    },
    snapshot: async ({ night, signal }) => {
      progress.now('reading the state before the run');
      const cluster = await connected(signal);
      const file = join(nightDirectory(night.id), 'before.json');
      try {
        makeDirectory(nightDirectory(night.id));
        await replaceFile(file, `${JSON.stringify(await snapshotOf(cluster, signal), undefined, 2)}\n`);
      } finally {
        await cluster.close();
      }
      return { text: `the state before the run is in ${file}` };
    },
    verify: ({ signal }, runId = '') => judge(context, runId, progress, signal),
    conformance: ({ night, signal }) => conformance(context, night, progress, signal),
    compare: ({ night }) => compareRun(night),
    publish: ({ night, signal }) => publishNight(context, night, clock.date(), progress, signal),
  };

  return {
    runIdFor: async (step, night) => {
      if (step !== 'verify') return undefined;
      // The process may have been killed after the end of its run.
      const before = runOf(night);
      return before !== undefined && (await finishedRun(before)) ? before : newRunId(clock.date());
    },
    tellLeft: (night, left) => tellLeft(context, night, left, clock.date(), progress),
    perform: (step, stepContext, runId) => steps[step](stepContext, runId),
    exitCodeOf,
  };
}
