import type { Config } from '../config/schema.ts';
import type { Results } from '../results/model.ts';
import { CONFORMANCE_PLUGIN } from './conformance.ts';
import { joinPlugins } from './stored/plugins/join-plugins.ts';
import type { PluginResults } from './stored/plugins/plugin-results.ts';
import { withoutSuiteNodes } from './stored/plugins/suite-nodes.ts';
import type { Stored } from './stored/stored.ts';

/** The message of ginkgo for a test that was not selected; that of a test which skipped itself is longer, and has its reason. */
const NOT_SELECTED = 'skipped';

/**
 * The results of a run with those of the conformance tests that ran after it, so that one verdict covers both; pure. Tests that were not selected are left
 * out: they are most of what the report names, more than 7,500. What an earlier attempt has joined is replaced.
 * @param own the results of the run; `undefined` when it has none.
 * @param stored the archive of the conformance tests, or in a line why there is none.
 * @param quarantine the failures that somebody knows of. @default none
 */
export function joinConformance(
  own: Results | undefined,
  stored: Pick<Stored, 'plugins' | 'sonobuoy'> | string,
  quarantine: Config['quarantine'] = [],
): Results {
  const { plugins = [], sonobuoy = {} } = typeof stored === 'string' ? { plugins: [lost(stored)] } : stored;
  const before = own && withoutConformance(own);
  const joined = joinPlugins(
    { own: before, plugins: plugins.map(withoutSuiteNodes).map(selected), sonobuoy },
    { quarantine },
  );
  const { selection } = joined.run;
  if (!own || !selection) return joined;
  const more = joined.plan.length - own.plan.length;
  return { ...joined, run: { ...joined.run, selection: { ...selection, selected: selection.selected + more } } };
}

function withoutConformance({ run, plan, tests, ...rest }: Results): Results {
  const { plugins: _, ...facts } = run;
  const isOurs = ({ area }: { area: string }) => area !== CONFORMANCE_PLUGIN;
  return { ...rest, run: facts, plan: plan.filter(isOurs), tests: tests.filter(isOurs) };
}

/** A plugin without tests that were not selected. That none was selected is a problem: nothing would have been judged, and nothing be red. */
function selected(plugin: PluginResults): PluginResults {
  const { cases, problems } = plugin;
  const kept = cases.filter(({ status, message }) => status !== 'skipped' || message !== NOT_SELECTED);
  const isEmpty = kept.length === 0 && cases.length > 0 && problems.length === 0;
  return {
    ...plugin,
    cases: kept,
    problems: isEmpty ? [{ kind: 'lost', message: 'none of its tests was selected' }] : problems,
  };
}

function lost(message: string): PluginResults {
  const nothing = { cases: [], files: 0, nodes: 0, judges: true };
  return { name: CONFORMANCE_PLUGIN, ...nothing, problems: [{ kind: 'lost', message }] };
}
