import { ShakedownError, whatIsWrong } from '../errors/shakedown-error.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Clock } from '../time/clock.ts';
import { nextStep, type EndRules } from './next-step.ts';
import { exitCodeOfNight } from './night-verdict.ts';
import { isStopped, withEvent, type Night, type NightEvent } from './night.ts';
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
}

/** A night, and what it is run with. */
export interface NightOptions {
  night: Night;
  rules: EndRules;
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
    await doStep(next.do, log, options, signal);
  }
}

/** Deletes the cluster that an earlier night has left. @returns that night, with how it ended. */
export async function deleteLeftCluster(options: Omit<NightOptions, 'rules' | 'signal'>): Promise<Night> {
  const log = new NightLog(options);
  await endLeftProcess(options);
  await doStep('delete', log, options, new AbortController().signal);
  return log.night;
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
  stop: AbortSignal,
): Promise<void> {
  const runId = await performer.runIdFor(step, log.night);
  log.add({ kind: 'started', step, at: log.at(), ...(runId === undefined ? {} : { runId }) });
  const onStart = (leader: { pid: number; start: string }) =>
    log.add({ kind: 'process', step, at: log.at(), ...leader });
  // A stop is followed by the deletion, which must not be stopped by it.
  const signal = step === 'delete' ? new AbortController().signal : stop;
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
