import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import { messageOf } from '../../errors/shakedown-error.ts';
import type { RunFacts } from '../../results/model.ts';
import { JOURNAL } from '../record/file-names.ts';
import { DONE, sinks } from './deliver.ts';
import { JournalTail } from './journal-tail.ts';
import { writeLastResort } from './last-resort.ts';
import { deadlineWatch } from './deadline-watch.ts';
import { heapFor, memoryLimit, residentMemory, whyFull } from './memory.ts';
import { placesFrom, type Places } from './places.ts';
import { publish } from './publish.ts';
import { postProgress } from './progress-poster.ts';
import { render } from './render.ts';
import { startRunner, type RunnerEnd } from './runner-process.ts';

/** The timeouts of the hand-over, in milliseconds. */
export interface HandOverLimits {
  /** For the runner to begin its journal. */
  start: number;
  /** From the run's own deadline until the runner is considered hung. */
  beyondDeadline: number;
  /** From SIGTERM to SIGKILL for the runner. Together with all that follows it must be less than 20 s. */
  termination: number;
}

export interface HandOverOptions {
  env: NodeJS.ProcessEnv;
  /** Arguments for `shakedown run`. */
  argv: readonly string[];
  suiteVersion: string;
  /** The program with the command `run`. @default the program that runs now */
  entry?: string;
  limits?: Partial<HandOverLimits>;
  /** The memory limit of the container, in bytes. @default the one of this process */
  memory?: number | undefined;
}

/** The flag by which a run does not publish: here it comes after the hand-over, and what must not be lost comes first. */
const NO_PUBLISH = '--no-publish';

const LIMITS: HandOverLimits = { start: 300_000, beyondDeadline: 15_000, termination: 10_000 };

/**
 * Runs the suite in a separate process and hands over its results, whatever happens to that process: it may crash, hang, be
 * killed for memory, or be cut off by SIGTERM; then the contents of its journal are handed over, with what happened.
 * After that the run is published to what is configured, unless there is `--no-publish` among the arguments: whoever started it does that.
 * @returns the exit code: 0 under Sonobuoy, for which a failed test is no failed plugin; elsewhere that of the verdict.
 */
export async function handOver(options: HandOverOptions): Promise<number> {
  const places = placesFrom(options.env);
  const sonobuoy = places.convention === 'sonobuoy';
  if (sonobuoy && existsSync(join(places.root, DONE))) {
    say('the results were handed over before; there is nothing left to do');
    return 0;
  }
  // An error in a callback here, such as a closed standard error, must not prevent the hand-over of the results.
  const survive = (error: unknown) => say(`while handing over: ${messageOf(error)}`);
  process.on('uncaughtException', survive);
  try {
    const exitCode = await superviseAndRender(places, options);
    say(await sinks[places.convention](places.root)(places.run));
    if (!options.argv.includes(NO_PUBLISH)) await published(places, options);
    return sonobuoy ? 0 : exitCode;
  } catch (error) {
    say(`nothing could be handed over: ${messageOf(error)}`);
    // With exit code 0 Sonobuoy's worker itself collects what is in the results directory.
    return sonobuoy ? 0 : 4;
  } finally {
    process.off('uncaughtException', survive);
  }
}

async function published(places: Places, { env, argv, entry = ownEntry() }: HandOverOptions): Promise<void> {
  await publish([...process.execArgv, entry, 'publish', places.run, '--if-configured', ...argv], env);
}

/** The program that runs now. */
function ownEntry(): string {
  return process.argv[1] ?? '';
}

async function superviseAndRender(places: Places, options: HandOverOptions): Promise<number> {
  const startedAt = new Date().toISOString();
  const tail = new JournalTail(join(places.run, JOURNAL));
  let progress = tail.read();
  const poster = postProgress(places.progressUrl, () => progress);
  makeDirectory(places.root);
  const end = await supervise(places, options, () => (progress = tail.read()));
  progress = tail.read();
  const [exitCode] = await Promise.all([rendered(places, end, beginningOf(options, startedAt)), poster.stop()]);
  return exitCode;
}

async function supervise(
  places: Places,
  { env, argv, entry = ownEntry(), limits, memory = memoryLimit() }: HandOverOptions,
  readProgress: () => { deadlineSeconds?: number },
): Promise<RunnerEnd> {
  const { start, beyondDeadline, termination } = { ...LIMITS, ...limits };
  const heap = heapFor(memory);
  const bounded = heap === undefined || setsHeap(process.execArgv, env) ? [] : [`--max-old-space-size=${heap}`];
  const args = [...process.execArgv, ...bounded, entry, 'run', NO_PUBLISH, '--results-dir', places.run, ...argv];
  const runner = startRunner({ program: process.execPath, args, env });
  const overdue = deadlineWatch({ start, beyondDeadline }, performance.now());
  const watch = setInterval(() => {
    const late = overdue(readProgress().deadlineSeconds, performance.now());
    if (late !== undefined) runner.end(late, Math.min(5_000, termination));
  }, 1_000);
  const memoryWatch = setInterval(() => {
    const full = whyFull(residentMemory(process.pid) + residentMemory(runner.pid), memory);
    if (full !== undefined) runner.end(full, Math.min(2_000, termination));
  }, 200);
  const stop = (signal: NodeJS.Signals) => runner.end(`the run was stopped by ${signal}`, termination);
  process.on('SIGTERM', stop).on('SIGINT', stop);
  try {
    return await runner.ended;
  } finally {
    clearInterval(watch);
    clearInterval(memoryWatch);
    // The handlers stay until the process ends: a second signal must not end it in the middle of the hand-over.
    process.off('SIGTERM', stop).off('SIGINT', stop);
    process.on('SIGTERM', () => {}).on('SIGINT', () => {});
  }
}

/** Whether somebody has set the heap of the runner: by a flag of this process, or by NODE_OPTIONS. */
function setsHeap(flags: readonly string[], { NODE_OPTIONS = '' }: NodeJS.ProcessEnv): boolean {
  return /--max[-_]old[-_]space[-_]size/.test([...flags, NODE_OPTIONS].join(' '));
}

async function rendered(places: Places, end: RunnerEnd, unknown: RunFacts): Promise<number> {
  try {
    return await render(places.run, end, unknown);
  } catch (error) {
    const message = `the results could not be rendered: ${messageOf(error)}`;
    say(message);
    await writeLastResort(places.run, message);
    return 4;
  }
}

/** What is known about a run that never wrote a line. */
function beginningOf({ suiteVersion, env }: HandOverOptions, startedAt: string): RunFacts {
  const cluster = { name: 'unknown', nodes: [] };
  const id = env['SHAKEDOWN_RUN_ID'] || 'unknown';
  return { id, startedAt, suiteVersion, configDigest: 'unknown', dryRun: false, cluster };
}

function say(text: string): void {
  try {
    process.stderr.write(`shakedown hand-over: ${text}\n`);
  } catch {
    // Nobody listens.
  }
}
