import type { Setting } from '../../config/setting.ts';
import { judgeLastLoad } from '../../loadtest/judge-last-load.ts';
import { parseThresholds } from '../../loadtest/spec/thresholds.ts';
import type { Results } from '../../results/model.ts';
import { summary } from '../../publish/summary.ts';
import { verdict } from '../../results/verdict.ts';
import { assertNoResults } from '../../run/record/assert-no-results.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import { usesColour } from '../results.ts';
import type { PlatformOptions } from './options.ts';
import { inSession, type Session } from './session.ts';
import { figureLines } from './figures.ts';
import { writeReport } from './write-report.ts';

type Options = ContextOptions & PlatformOptions & { threshold?: string[] };

/**
 * `shakedown loadtest report`: the report of the last load of an existing platform.
 * @returns the exit code, by the verdict.
 * @throws ShakedownError RESULTS_DIR_USED when the directory has the report of another load.
 */
export async function saveReport(options: Options, settings: readonly Setting[], directory: string): Promise<number> {
  // Files of two loads in one directory would pass for those of one.
  await assertNoResults(directory, 'loadtest report DIRECTORY');
  const thresholds = options.threshold?.join('\n');
  const work = async (session: Session) => {
    const { results, report } = await judgeLastLoad(session, session.ref, thresholds);
    await writeReport(directory, results, report);
    session.progress.end();
    return printSummary(results, directory);
  };
  // Which rate the load had is in the cluster.
  return await inSession(options, settings, work, () => {
    parseThresholds(thresholds ?? '', Number.POSITIVE_INFINITY);
  });
}

/** Prints the figures of a load test and the verdict on it. @returns the exit code. */
export function printSummary(results: Results, directory: string): number {
  const figures = figureLines(results).join('\n');
  process.stdout.write(`\n${figures}\n\n${summary(results, { colour: usesColour() })}results in ${directory}\n`);
  return verdict(results).exitCode;
}
