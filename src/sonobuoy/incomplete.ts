import type { Config } from '../config/schema.ts';
import type { Results, RunFacts, TestResult } from '../results/model.ts';
import { foldJournal, readJournal } from '../run/record/journal-records.ts';
import { selectionOf } from '../run/plan/selection.ts';
import { unrunTest } from '../results/unrun-test.ts';
import type { PluginProgress } from './status.ts';

/**
 * The results of a run that was lost before it handed any over, from its last progress report, and from its journal if that is known.
 * @param options.why what ended it, in one sentence.
 * @param options.journal what the archive has of it. @default nothing
 */
export function incompleteResults(options: {
  run: Pick<RunFacts, 'id' | 'startedAt' | 'suiteVersion'>;
  config: Config;
  endedAt: Date;
  why: string;
  progress: PluginProgress | undefined;
  journal?: string | undefined;
}): Results {
  const { run, config, endedAt, why, progress, journal = '' } = options;
  const how = progress
    ? `; it had reported ${progress.passed + progress.failures.length} of ${progress.total} tests`
    : '; it had reported no test';
  const lost = ended('runner/hand-over', 'the run hands over its results', why);
  const reported = (progress?.failures ?? []).map(notPassed);
  const measured = measuredBy(journal, run.id, `${why}${how}`);
  if (measured !== undefined) {
    const known = measured.tests.filter(({ status }) => status !== 'not-run').map(({ id }) => id);
    const more = reported.filter(({ id }) => !known.includes(id));
    const without = measured.tests.filter(({ id }) => !more.some((one) => one.id === id));
    return {
      ...measured,
      run: { ...measured.run, endedAt: endedAt.toISOString() },
      tests: [lost, ...without, ...more],
    };
  }
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
    tests: [lost, ...reported],
  };
}

/** What the journal of a run tells; `undefined` when it is not of this run. @param interruption what ended it, unless the journal says it. */
function measuredBy(journal: string, id: string, interruption: string): Results | undefined {
  const { records, damaged } = readJournal(journal);
  const known = foldJournal({ records: [...records, { type: 'interruption', interruption }], damaged });
  return known?.run.id === id ? known : undefined;
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
