import { PLUGIN_NAME } from '../../../../plugin/definition.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import type { Planned, Results, RunFacts, TestResult } from '../../../results/model.ts';
import { countsOf } from '../../../results/verdict.ts';
import type { PluginProblem, PluginResults, SonobuoyRun } from './plugin-results.ts';
import { pluginTests } from './plugin-tests.ts';

/** What an archive of Sonobuoy has. */
export interface OfArchive {
  /** Our results; `undefined` when there are none. */
  own: Results | undefined;
  plugins: readonly PluginResults[];
  sonobuoy: SonobuoyRun;
}

/**
 * One set of results for all plugins of an archive, so that one verdict, summary, report and comparison covers them; pure.
 * @param wanted the plugins that decide. @default all of them
 * @throws ShakedownError PLUGIN_UNKNOWN
 */
export function joinPlugins({ own, plugins, sonobuoy }: OfArchive, wanted?: readonly string[]): Results {
  const others = plugins.filter(({ name }) => name !== PLUGIN_NAME);
  const ours = plugins.find(({ name }) => name === PLUGIN_NAME);
  const names = [...others.map(({ name }) => name), ...(own || ours ? [PLUGIN_NAME] : [])];
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownPlugin(unknown, names);
  if (own && others.length === 0) return own;
  const decides = (name: string) => wanted?.includes(name) ?? true;
  const lost = own || !ours ? [] : pluginTests({ ...ours, problems: problemsOf(ours) });
  const tests = others.map((plugin) => ({ plugin, tests: pluginTests(plugin) }));
  const foreign = tests.flatMap((one) => (decides(one.plugin.name) ? one.tests : []));
  const mine = decides(PLUGIN_NAME) ? (own?.tests ?? lost) : [];
  const facts: NonNullable<RunFacts['plugins']> = [
    ...tests.map(({ plugin, tests: of }) => factsOf(plugin.name, decides(plugin.name), of, noteOn(plugin))),
    ...(own || ours ? [factsOf(PLUGIN_NAME, decides(PLUGIN_NAME), own?.tests ?? lost)] : []),
  ];
  return {
    schemaVersion: 1,
    run: { ...runOf({ own: decides(PLUGIN_NAME) ? own : undefined, known: own, sonobuoy }), plugins: facts },
    plan: [...(decides(PLUGIN_NAME) ? (own?.plan ?? lost.map(plannedOf)) : []), ...foreign.map(plannedOf)],
    tests: [...mine, ...foreign],
  };
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
