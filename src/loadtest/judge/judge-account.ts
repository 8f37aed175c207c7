import { createHash } from 'node:crypto';
import type { Config } from '../../config/schema.ts';
import type { LoadAccount } from '../../instruments/load/figures/account.ts';
import { validityLimitsOf } from '../../instruments/load/figures/validity-limits.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { judgeLoad, type JudgedSpec } from './judge-load.ts';
import { loadResults, type LoadResultsFrame } from './load-results.ts';

/** The configuration and the version of the suite that judge a load test. */
export interface JudgeContext {
  config: Config;
  suiteVersion: string;
  /** The settings that differ from their defaults; kept with the results. */
  settings?: RunFacts['settings'];
}

/**
 * The results of a load test that gave an account; pure.
 * @param name of the test, part of the ids.
 */
export function judgeAccount(context: JudgeContext, name: string, spec: JudgedSpec, account: LoadAccount): Results {
  const { tests } = judgeLoad(name, spec, account, validityLimitsOf(context.config));
  const { id = name, startedAt = 0, stoppedAt = startedAt } = account.run ?? {};
  const moment = (seconds: number) => new Date(seconds * 1_000);
  return loadResults({ ...frameOf(context), id, startedAt: moment(startedAt), endedAt: moment(stoppedAt) }, tests);
}

/** What the results of a load test say of suite and cluster. */
export function frameOf({
  config,
  suiteVersion,
  settings,
}: JudgeContext): Omit<LoadResultsFrame, 'id' | 'startedAt' | 'endedAt'> {
  return {
    suiteVersion,
    configDigest: createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16),
    ...(settings && { settings }),
    cluster: { name: config.cluster.name, nodes: [] },
  };
}
