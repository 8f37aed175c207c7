import type { Config } from '../config/schema.ts';
import type { Results, RunFacts, TestResult } from '../results/model.ts';
import { selectionOf } from '../run/plan/selection.ts';
import { unrunTest } from '../results/unrun-test.ts';
import type { PluginProgress } from './status.ts';

/**
 * The results of a run that was lost before it handed any over, from its last progress report.
 * @param options.why what ended it, in one sentence.
 */
export function incompleteResults(options: {
  run: Pick<RunFacts, 'id' | 'startedAt' | 'suiteVersion'>;
  config: Config;
  endedAt: Date;
  why: string;
  progress: PluginProgress | undefined;
}): Results {
  const { run, config, endedAt, why, progress } = options;
  const how = progress
    ? `; it had reported ${progress.passed + progress.failures.length} of ${progress.total} tests`
    : '; it had reported no test';
  return {
    schemaVersion: 1,
    run: {
      ...run,
      configDigest: 'unknown',
      settings: narrowingSettings(config),
      endedAt: endedAt.toISOString(),
      dryRun: config.run.dryRun,
      cluster: { name: config.cluster.name, nodes: [] },
      interruption: `${why}${how}`,
    },
    plan: [],
    tests: [
      ended('runner/hand-over', 'the run hands over its results', why),
      ...(progress?.failures ?? []).map(notPassed),
    ],
  };
}

/** What narrowed the run. It has no selection: what was left out by it is not known. */
function narrowingSettings(config: Config): NonNullable<RunFacts['settings']> {
  const { leftOut } = selectionOf(config, {
    selected: 0,
    leftOut: { rerun: 0, focus: 0, skip: 0, disruptive: 0 },
    areas: [],
  });
  return leftOut.map(({ by, value }) => ({ key: by, value, origin: 'shakedown verify' }));
}

/** A progress report says which tests did not pass, but not whether they failed or are inconclusive. */
function notPassed(id: string): TestResult {
  return ended(id, id, 'it did not pass; the reason was lost with the run');
}

function ended(id: string, title: string, message: string): TestResult {
  const area = id.split('/')[0] ?? '';
  return unrunTest({ id, area, title, status: 'error', reason: { code: 'RUN_LOST', message }, attempts: 1 });
}
