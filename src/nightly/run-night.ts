import { ShakedownError, whatIsWrong } from '../errors/shakedown-error.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Clock } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';
import { nextStep, type EndRules } from './next-step.ts';
import { exitCodeOfNight } from './night-verdict.ts';
import { leftCluster, type LeftCluster } from './left-cluster.ts';
import { isStopped, stateOf, withEvent, type Night, type NightEvent } from './night.ts';
import { endGroup, isSameProcess } from './process-group.ts';
import type { Step } from './steps.ts';

/** What a step is given. */
export interface StepContext {
  night: Night;
  /** Fires when the night is stopped; never for the deletion, which follows a stop. */
  signal: AbortSignal;
  /** Writes down the process that the step runs, so that it is ended when this one is killed. */
  onStart: (leader: { pid: number; start: string }) => void;
}

/** What came of a step. */
export interface StepResult {
  /** One line about it. */
  text: string;
  /** Of its verdict, for the steps that judge. */
  exitCode?: number;
}

/** The steps as they are done. */
export interface Performer {
  /** The id of the run that a step is, if it is one; written down before it begins. */
  runIdFor(step: Step, night: Night): Promise<string | undefined>;
  /** @throws an error when the step could not be done. */
  perform(step: Step, context: StepContext, runId: string | undefined): Promise<StepResult>;
  /** The exit code that an error of a step stands for. */
  exitCodeOf(error: unknown): number;
  /** Tells everybody who is told about runs that the cluster of a night is left. @returns what was done, in one line. */
  tellLeft(night: Night, left: LeftCluster): Promise<string>;
}

/** A night, and what it is run with. */
export interface NightOptions {
  night: Night;
  rules: EndRules;
  /** How long is waited before each further attempt to delete the cluster, in milliseconds. */
  deleteAgainAfterMs: readonly number[];
  performer: Performer;
  /** Writes the night; called before and after each step. */
  save: (night: Night) => void;
  clock: Clock;
  /** Fires when the night is stopped. */
  signal: AbortSignal;
  progress: Progress;
}

/**
 * Does the steps of a night that are left, to its end; each is written down before it begins and after it has ended.
 * @returns the night as it ended.
 */
export async function runNight({ rules, signal, ...options }: NightOptions): Promise<Night> {
  const log = new NightLog(options);
  await endLeftProcess(options);
  for (;;) {
    const next = nextStep(log.night, rules);
    // A stop during the last step, such as the deletion, has cut nothing off; but no night that was stopped keeps a cluster.
    if (signal.aborted && !isStopped(log.night) && ('do' in next || next.end === 'kept')) {
      log.add({ kind: 'stopped', at: log.at(), text: whatIsWrong(signal.reason) });
      continue;
    }
    if ('end' in next) {
      const exitCode = exitCodeOfNight(log.night);
      if (next.end !== 'not deleted') log.add({ kind: 'closed', at: log.at(), exitCode, isKept: next.end === 'kept' });
      return log.night;
    }
    if (next.do === 'delete') await deleteCluster(log, options);
    else await doStep(next.do, log, options, signal);
  }
}

/** Deletes the cluster that an earlier night has left. @returns that night, with how it ended. */
export async function deleteLeftCluster(options: Omit<NightOptions, 'rules' | 'signal'>): Promise<Night> {
  const log = new NightLog(options);
  await endLeftProcess(options);
  await deleteCluster(log, options);
  return log.night;
}

/** Deletes the cluster, in as many attempts as there are; when all have failed, others than the reader of this output have to know. No signal ends it. */
async function deleteCluster(
  log: NightLog,
  options: Pick<NightOptions, 'performer' | 'progress' | 'clock' | 'deleteAgainAfterMs'>,
): Promise<void> {
  const { performer, progress, clock, deleteAgainAfterMs } = options;
  for (const pauseMs of [0, ...deleteAgainAfterMs]) {
    if (pauseMs > 0) {
      progress.now(`the deletion is tried again after ${formatDuration(pauseMs / 1_000)}`);
      await clock.sleep(pauseMs);
    }
    await doStep('delete', log, options, new AbortController().signal);
    if (stateOf(log.night, 'delete') === 'done') return;
  }
  const left = leftCluster(log.night);
  if (left === undefined) return;
  try {
    progress.done(await performer.tellLeft(log.night, left));
  } catch (error) {
    progress.done(`nobody was told that the cluster is left: ${whatIsWrong(error)}`);
  }
}

/** A night that is written down. */
class NightLog {
  night: Night;
  readonly #options: Pick<NightOptions, 'save' | 'clock'>;

  constructor(options: Pick<NightOptions, 'night' | 'save' | 'clock'>) {
    this.night = options.night;
    this.#options = options;
  }

  add(event: NightEvent): void {
    this.night = withEvent(this.night, event);
    this.#options.save(this.night);
  }

  at(): string {
    return this.#options.clock.date().toISOString();
  }
}

/** A command that the killed process of this night has started may still run: two would work on one cluster. */
async function endLeftProcess({ night, clock, progress }: Pick<NightOptions, 'night' | 'clock' | 'progress'>) {
  const last = night.events.findLast((event) => event.kind === 'process' || event.kind === 'ended');
  if (last?.kind !== 'process' || !isSameProcess(last.pid, last.start)) return;
  progress.done(`the command of the step '${last.step}' still runs as process ${last.pid}: it is ended`);
  await endGroup(last.pid, clock);
}

async function doStep(
  step: Step,
  log: NightLog,
  { performer, progress }: Pick<NightOptions, 'performer' | 'progress'>,
  signal: AbortSignal,
): Promise<void> {
  const runId = await performer.runIdFor(step, log.night);
  log.add({ kind: 'started', step, at: log.at(), ...(runId === undefined ? {} : { runId }) });
  const onStart = (leader: { pid: number; start: string }) =>
    log.add({ kind: 'process', step, at: log.at(), ...leader });
  try {
    const { text, exitCode } = await performer.perform(step, { night: log.night, signal, onStart }, runId);
    log.add({
      kind: 'ended',
      step,
      at: log.at(),
      outcome: 'done',
      text,
      ...(exitCode === undefined ? {} : { exitCode }),
    });
    progress.done(`${step}: ${text}`);
  } catch (error) {
    const text = signal.aborted ? whatIsWrong(signal.reason) : whatIsWrong(error);
    const exitCode = performer.exitCodeOf(error);
    log.add({ kind: 'ended', step, at: log.at(), outcome: 'failed', text, exitCode });
    const todo = error instanceof ShakedownError && error.todo !== undefined ? `\n  do: ${error.todo}` : '';
    progress.done(`${step} failed: ${text}${todo}`);
  }
}
