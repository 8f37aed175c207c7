import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { whatIsWrong } from '../../errors/shakedown-error.ts';
import type { Config } from '../../config/schema.ts';
import { deliveredLines, deliverRun, failedText } from '../../delivery/deliver-run.ts';
import { pastOfRun } from '../../delivery/past-of-run.ts';
import type { RunSinks } from '../../delivery/run-sink.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import type { Results, Trouble } from '../../results/model.ts';
import { assertNoResults } from '../../run/record/assert-no-results.ts';
import { summary } from '../../publish/summary.ts';
import { exitCodes, verdict } from '../../results/verdict.ts';
import type { Progress } from '../../terminal/progress.ts';
import { resultsDirectory, resultsOption, type ResultsOptions } from '../command-line/options.ts';
import { usesColour } from '../results.ts';
import { leaveReport } from './leave-report.ts';
import { tellFailures } from './tell-failures.ts';
import { stopOnSignals } from '../command-line/stopping.ts';

/** What the command passes to the run that it starts. */
export interface RunPlace {
  resultsDir: string;
  /** Fires when the command is stopped. */
  signal: AbortSignal;
}

/** A run that has ended, and its configuration. */
interface Ended {
  results: Results;
  config: Config;
}

/** How long the delivery to one place may take when the run was stopped, in milliseconds: CI systems kill a job soon after they stop it. */
const WHEN_STOPPED = 8_000;

/**
 * Runs the suite and prints the summary; the verdict is the last line, also when the run was stopped before it had results.
 * A usage error leaves no results, unless the user has named a directory for them. Neither does a dry run.
 * A run that ended by itself leaves `report.html`, too. Results are published to all that is configured, unless they are those of a dry run; the verdict does not depend on it.
 * @param sinks what can be configured. @default all
 * @returns the exit code.
 * @throws ShakedownError RESULTS_DIR_USED when the directory has results of another run.
 */
export async function conclude(
  options: ResultsOptions,
  runId: string,
  progress: Progress,
  run: (place: RunPlace) => Promise<Ended>,
  sinks: RunSinks = runSinks,
): Promise<number> {
  const resultsDir = resultsDirectory(options, runId);
  await assertNoResults(resultsDir, resultsOption(options));
  const isNew = !existsSync(resultsDir);
  const parentIsNew = !existsSync(dirname(resultsDir));
  using stop = stopOnSignals();
  try {
    const { results, config } = await run({ resultsDir, signal: stop.signal });
    const { trouble, dryRun } = results.run;
    const keep = options.resultsDir !== undefined || !(dryRun || trouble?.kind === 'usage');
    if (!keep) {
      // A directory that existed before, because somebody has set a run id, is not removed.
      if (isNew) await rm(resultsDir, { recursive: true, force: true });
      if (parentIsNew) await rmdir(dirname(resultsDir));
      progress.end();
      if (trouble?.kind === 'usage') return refuse(trouble);
    }
    const past = pastOfRun({ directory: resultsDir, results, config }, stop.signal);
    // A run that was stopped is not kept waiting for it.
    if (keep && !stop.signal.aborted) {
      progress.now('writing report.html');
      await leaveReport(resultsDir, results, past);
    }
    const on = keep && !dryRun && options.publish !== false ? turnedOn(sinks, config) : {};
    const names = Object.keys(on);
    if (names.length > 0) progress.now(`publishing to ${names.join(', ')}`);
    const { signal } = stop;
    const deliveries = await deliverRun(
      { directory: resultsDir, results, config, ...(!signal.aborted && { past }) },
      signal.aborted
        ? { sinks: on, signal: new AbortController().signal, atMostMs: WHEN_STOPPED }
        : { sinks: on, signal },
    );
    progress.end();
    const place = keep ? `results in ${resultsDir}\n\n` : '';
    const published = deliveredLines(deliveries).map((line) => `${line}\n\n`);
    const failed = failedText(deliveries);
    const text = summary(results, { colour: usesColour() });
    process.stdout.write(`\n${place}${published.join('')}${failed === '' ? text : `${text.trimEnd()}; ${failed}\n`}`);
    tellFailures(deliveries);
    return verdict(results).exitCode;
  } catch (error) {
    const { aborted, reason } = stop.signal;
    if (!aborted || !isDoneBy(reason, error)) throw error;
    process.stdout.write(`\nINCOMPLETE: no test was run; ${whatIsWrong(reason)}\n`);
    return exitCodes.incomplete;
  } finally {
    progress.end();
  }
}

function refuse({ code, message, detail = `${code}: ${message}` }: Trouble): number {
  process.stderr.write(`${detail}\n`);
  return exitCodes.usage;
}

/** Whether a stop caused an error: it is the reason of the signal, or the error of a call that the signal ended. */
function isDoneBy(reason: unknown, error: unknown): boolean {
  // The clean-up of what was stopped failed, too.
  if (error instanceof SuppressedError) return isDoneBy(reason, error.suppressed);
  return error === reason || (error instanceof Error && (error.name === 'AbortError' || error.cause === reason));
}
