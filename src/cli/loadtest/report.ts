import { createHash } from 'node:crypto';
import type { Setting } from '../../config/setting.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { LoadAccount } from '../../instruments/load/figures/account.ts';
import { judgeLoad } from '../../loadtest/judge-load.ts';
import { reportOf } from '../../instruments/load/figures/load-report.ts';
import { loadResults } from '../../loadtest/load-results.ts';
import { truthLimitsOf } from '../../instruments/load/load.ts';
import { untilFiguresAreIn, withLastWords } from '../../instruments/load/run-load.ts';
import { plannedLoad, persistentPlatform } from '../../loadtest/persistent-platform.ts';
import { parseThresholds } from '../../loadtest/thresholds.ts';
import type { Results } from '../../results/model.ts';
import { summary } from '../../publish/summary.ts';
import { verdict } from '../../results/verdict.ts';
import type { ContextOptions } from '../command-line/given.ts';
import { ownPackage } from '../command-line/package.ts';
import { usesColour } from '../results.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';
import { figureLines } from './figures.ts';
import { writeReport } from './write-report.ts';

type Options = ContextOptions & PlatformOptions & { threshold?: string[] };

/**
 * `shakedown loadtest report`: of the last load of a platform that exists.
 * @returns the exit code, by the verdict.
 */
export async function saveReport(options: Options, settings: readonly Setting[], directory: string): Promise<number> {
  return await inSession(options, settings, async (session) => {
    const { cluster, config, ref, progress, signal } = session;
    const { platform, master } = await persistentPlatform(session, ref, signal);
    const { run } = await platform.master.status(signal);
    if (!run || run.stoppedAt === undefined)
      throw new ShakedownError('LOAD_NO_REPORT', {
        meaning: 'usage',
        expected: `a load of ${ref.namespace}/${ref.name} that has ended`,
        seen: run ? 'one that is still on' : 'none since the master has started',
        todo: run ? 'wait for its end, or end it: shakedown loadtest stop' : 'shakedown loadtest start',
      });
    await untilFiguresAreIn(platform.master, cluster.clock, signal);
    const account = await withLastWords(cluster, ref.namespace, await platform.master.account(signal), signal);
    const thresholds = options.threshold
      ? parseThresholds(options.threshold.join('\n'), run.rate)
      : (plannedLoad(master)?.thresholds ?? []);
    const asked = { users: run.users, spawnRate: run.spawnRate, rate: run.rate, thresholds };
    const results = judged(ref.name, asked, account, config);
    await writeReport(directory, results, await reportOf(platform.master, account, signal));
    progress.end();
    return printSummary(results, directory);
  });
}

/** The results of a load test that gave an account. */
export function judged(
  name: string,
  asked: Parameters<typeof judgeLoad>[1],
  account: LoadAccount,
  config: Config,
): Results {
  const { tests } = judgeLoad(name, asked, account, truthLimitsOf(config));
  const { id = name, startedAt = 0, stoppedAt = startedAt } = account.run ?? {};
  const moment = (seconds: number) => new Date(seconds * 1_000);
  return loadResults({ ...frameOf(config), id, startedAt: moment(startedAt), endedAt: moment(stoppedAt) }, tests);
}

/** What the results of a load test know of suite and cluster. */
export function frameOf(config: Config) {
  return {
    suiteVersion: ownPackage.version,
    configDigest: createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16),
    cluster: { name: config.cluster.name, nodes: [] },
  };
}

/** Prints the figures of a load test and the verdict on it. @returns the exit code. */
export function printSummary(results: Results, directory: string): number {
  const figures = figureLines(results).join('\n');
  process.stdout.write(`\n${figures}\n\n${summary(results, { colour: usesColour() })}results in ${directory}\n`);
  return verdict(results).exitCode;
}
