import { ShakedownError } from '../errors/shakedown-error.ts';
import { reportOf, type LoadReport } from '../instruments/load/figures/load-report.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { untilFiguresAreIn, withLastWords } from '../instruments/load/run-load.ts';
import type { Results } from '../results/model.ts';
import { judgeAccount } from './judge/judge-account.ts';
import type { LoadTestContext } from './load-test-context.ts';
import { persistentPlatform } from './persistent-platform.ts';
import { plannedLoad } from './planned-load.ts';
import { parseThresholds } from './spec/thresholds.ts';

/**
 * Judges the last load of an existing platform.
 * @param thresholds as in `THRESHOLDS`. @default those of the platform's setup
 * @throws ShakedownError LOAD_NO_PLATFORM; LOAD_NO_REPORT when there was no load, or while it runs.
 */
export async function judgeLastLoad(
  context: Omit<LoadTestContext, 'progress'>,
  ref: PlatformRef,
  thresholds?: string,
): Promise<{ results: Results; report: LoadReport }> {
  const { cluster, signal } = context;
  const { platform, master: deployment } = await persistentPlatform(context, ref, signal);
  const { master } = platform;
  const { run } = await master.status(signal);
  if (!run || run.stoppedAt === undefined)
    throw new ShakedownError('LOAD_NO_REPORT', {
      meaning: 'usage',
      expected: `a load of ${ref.namespace}/${ref.name} that has ended`,
      seen: run ? 'one that still runs' : 'none since the master has started',
      todo: run ? 'wait for its end, or end it: shakedown loadtest stop' : 'shakedown loadtest start',
    });
  await untilFiguresAreIn(master, cluster.clock, signal);
  const account = await withLastWords(cluster, ref.namespace, await master.account(signal), signal);
  const spec = {
    ...{ users: run.users, spawnRate: run.spawnRate, rate: run.rate },
    thresholds:
      thresholds === undefined ? (plannedLoad(deployment)?.thresholds ?? []) : parseThresholds(thresholds, run.rate),
  };
  const results = judgeAccount(context, ref.name, spec, account);
  return { results, report: await reportOf(master, account, signal) };
}
