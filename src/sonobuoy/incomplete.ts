import type { Config } from '../config/schema.ts';
import type { Results, RunFacts, TestResult } from '../results/model.ts';
import type { PluginProgress } from './status.ts';

/**
 * The results of a run that was lost before it handed any over: what its last report of progress told.
 * @param why what ended it, in one sentence.
 */
export function incompleteResults(given: {
  run: Pick<RunFacts, 'id' | 'startedAt' | 'suiteVersion' | 'configDigest'>;
  config: Config;
  endedAt: Date;
  why: string;
  progress: PluginProgress | undefined;
}): Results {
  const { run, config, endedAt, why, progress } = given;
  const how = progress
    ? `; it had reported ${progress.passed + progress.failures.length} of ${progress.total} tests`
    : '; it had reported no test';
  return {
    schemaVersion: 1,
    run: {
      ...run,
      endedAt: endedAt.toISOString(),
      dryRun: config.run.dryRun,
      cluster: { name: config.cluster.name, nodes: [] },
      interruption: `${why}${how}`,
    },
    plan: [],
    tests: (progress?.failures ?? []).map(failed),
  };
}

function failed(name: string): TestResult {
  return {
    id: name,
    area: name.split('/')[0] ?? '',
    title: name,
    status: 'failed',
    reason: { code: 'REPORTED', message: 'reported as failed before the run was lost; the details are lost with it' },
    durationSeconds: 0,
    attempts: 1,
    measurements: [],
    evidence: [],
  };
}
