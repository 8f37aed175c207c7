import { PLUGIN_NAME } from '../../../../plugin/definition.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import type { Config } from '../../../config/schema.ts';
import type { Planned, Results, RunFacts, TestResult } from '../../../results/model.ts';
import { countsOf } from '../../../results/verdict.ts';
import { quarantined, quarantineNotes } from '../../../run/quarantine.ts';
import type { PluginProblem, PluginResults, SonobuoyRun } from './plugin-results.ts';
import { pluginTests } from './plugin-tests.ts';
import { withoutSuiteNodes } from './suite-nodes.ts';

/** What an archive of Sonobuoy has. */
export interface OfArchive {
  /** Our results; `undefined` when there are none. */
  own: Results | undefined;
  plugins: readonly PluginResults[];
  sonobuoy: SonobuoyRun;
}

/** How the tests of other plugins are judged. */
export interface Judged {
  /** The plugins that decide. @default all of them */
  wanted?: readonly string[] | undefined;
  /** The failures that somebody knows of. Those of our own tests were judged by the run itself. */
  quarantine?: Config['quarantine'];
  /** On which day entries have expired, unless the time of the run is known. */
  now?: Date;
}

/**
 * One set of results for all plugins of an archive, so that one verdict, summary, report and comparison covers them; pure.
 * @throws ShakedownError PLUGIN_UNKNOWN
 */
export function joinPlugins(
  { own, plugins, sonobuoy }: OfArchive,
  { wanted, quarantine = [], now = new Date() }: Judged = {},
): Results {
  const others = plugins.filter(({ name }) => name !== PLUGIN_NAME).map(withoutSuiteNodes);
  const ours = plugins.find(({ name }) => name === PLUGIN_NAME);
  const names = [...others.map(({ name }) => name), ...(own || ours ? [PLUGIN_NAME] : [])];
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownPlugin(unknown, names);
  if (own && others.length === 0) return own;
  const decides = (name: string) => wanted?.includes(name) ?? true;
  const lost = own || !ours ? [] : pluginTests({ ...ours, problems: problemsOf(ours) });
  const day = new Date(sonobuoy.endedAt ?? own?.run.endedAt ?? now);
  const tests = others.map((plugin) => ({
    plugin,
    tests: pluginTests(plugin).map((test) => quarantined(test, quarantine, day)),
  }));
  const foreign = tests.flatMap((one) => (decides(one.plugin.name) ? one.tests : []));
  const mine = decides(PLUGIN_NAME) ? (own?.tests ?? lost) : [];
  const facts: NonNullable<RunFacts['plugins']> = [
    ...tests.map(({ plugin, tests: of }) => factsOf(plugin.name, decides(plugin.name), of, noteOn(plugin))),
    ...(own || ours ? [factsOf(PLUGIN_NAME, decides(PLUGIN_NAME), own?.tests ?? lost)] : []),
  ];
  const run = runOf({ own: decides(PLUGIN_NAME) ? own : undefined, known: own, sonobuoy });
  const notes = [...(run.notes ?? []), ...tests.flatMap((one) => notesOf(one, decides, quarantine, day))];
  return {
    schemaVersion: 1,
    run: { ...run, plugins: facts, ...(notes.length > 0 && { notes }) },
    plan: [...(decides(PLUGIN_NAME) ? (own?.plan ?? lost.map(plannedOf)) : []), ...foreign.map(plannedOf)],
    tests: [...mine, ...foreign],
  };
}

/** What is worth knowing about entries that name tests of this plugin alone. */
function notesOf(
  { plugin: { name }, tests }: { plugin: PluginResults; tests: readonly TestResult[] },
  decides: (name: string) => boolean,
  quarantine: Config['quarantine'],
  now: Date,
): string[] {
  const entries = quarantine.filter(({ test }) => test.startsWith(`${name}/`));
  return decides(name) ? quarantineNotes(entries, { ids: tests.map(({ id }) => id), isWhole: true, now }) : [];
}

/** The facts of the run: ours, if we decide; else what is known of the run of Sonobuoy, and of the cluster by our results. */
function runOf({
  own,
  known,
  sonobuoy,
}: {
  own: Results | undefined;
  known: Results | undefined;
  sonobuoy: SonobuoyRun;
}): RunFacts {
  if (own) return own.run;
  const { id = known?.run.id ?? 'unknown', startedAt, endedAt, version } = sonobuoy;
  const start = startedAt ?? endedAt ?? known?.run.startedAt ?? NO_TIME;
  return {
    ...{ id, startedAt: start, endedAt: endedAt ?? start, suiteVersion: known?.run.suiteVersion ?? 'none' },
    ...{ configDigest: known?.run.configDigest ?? 'none', settings: known?.run.settings ?? [], dryRun: false },
    cluster: known?.run.cluster ?? { name: 'cluster', nodes: [], ...(version !== undefined && { version }) },
  };
}

/** The time of a run of which none is known. */
const NO_TIME = new Date(0).toISOString();

function factsOf(
  name: string,
  decides: boolean,
  tests: readonly TestResult[],
  note?: string,
): NonNullable<RunFacts['plugins']>[number] {
  return { name, decides, counts: countsOf({ tests }), ...(note !== undefined && { note }) };
}

function noteOn({ judges, files, nodes }: PluginResults): string | undefined {
  if (judges) return undefined;
  const from = nodes > 1 ? ` of ${nodes} nodes` : '';
  return `${files} ${files === 1 ? 'file' : 'files'}${from}, which ${files === 1 ? 'judges' : 'judge'} nothing`;
}

function problemsOf({ problems }: PluginResults): PluginProblem[] {
  return problems.length > 0 ? problems : [{ kind: 'lost', message: 'it has handed over no results.json' }];
}

function plannedOf({ id, area, title }: TestResult): Planned {
  return { id, area, title, safety: 'own' };
}

function unknownPlugin(name: string, known: readonly string[]): ShakedownError {
  return new ShakedownError('PLUGIN_UNKNOWN', {
    meaning: 'usage',
    expected: 'plugins that the archive has results of',
    seen: cleanLine(`there are none of a plugin '${name}'`),
    todo: known.length === 0 ? 'leave out --plugins' : cleanLine(`choose from: ${known.join(', ')}`),
  });
}
