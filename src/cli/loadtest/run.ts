import type { Setting } from '../../config/setting.ts';
import { keepReport } from '../../loadtest/keep-report.ts';
import { runLoadTest, type LoadTestOutcome } from '../../loadtest/run-load-test.ts';
import { planLoadTest, refuseWrongSource } from '../../loadtest/spec/plan-load-test.ts';
import { verdict } from '../../results/verdict.ts';
import { assertNoResults } from '../../run/record/assert-no-results.ts';
import { newRunId } from '../../run/run-id.ts';
import { holderOf } from '../suite/holder.ts';
import {
  resultsDirectory,
  resultsOption,
  waitMsOf,
  type ResultsOptions,
  type WaitOptions,
} from '../command-line/options.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import { sourceOf, type LoadOptions, type PlatformOptions } from './options.ts';
import { printSummary } from './report.ts';
import { inSession, type Session } from './session.ts';
import { liveStatus } from './status.ts';
import { writeReport } from './write-report.ts';

type Options = ContextOptions & PlatformOptions & LoadOptions & ResultsOptions & WaitOptions & { keepReport?: boolean };

/**
 * `shakedown loadtest run`: everything from setup to cleanup.
 * @returns the exit code, by the verdict.
 */
export async function runLoadtest(options: Options, settings: readonly Setting[]): Promise<number> {
  const source = await sourceOf(options);
  await assertNoResults(resultsDirectory(options, newRunId(new Date())), resultsOption(options));
  const work = async (session: Session) => {
    const { cluster, ref, progress, signal } = session;
    progress.now('reading the load test');
    const plan = await planLoadTest(session, ref.namespace, source);
    const runId = newRunId(cluster.clock.date());
    const directory = resultsDirectory(options, runId);
    const test = {
      ...{ ref, plan, runId, holder: holderOf('loadtest run'), waitMs: waitMsOf(options) },
      onOutcome: async ({ results, report }: LoadTestOutcome) => {
        await writeReport(directory, results, report);
        progress.end();
        // This comes before the report is stored in the cluster, which may refuse.
        printSummary(results, directory);
        if (options.keepReport) await keepReport(session, { runId, results, ...(report && { report }) }, signal);
      },
    };
    const { results } = await runLoadTest({ ...session, onStatus: liveStatus(session) }, test);
    return verdict(results).exitCode;
  };
  return await inSession(options, settings, work, (config) => refuseWrongSource(source, config));
}
