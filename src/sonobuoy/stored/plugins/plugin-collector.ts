import { PLUGIN_NAME } from '../../../../plugin/definition.ts';
import { heldText, type EntryReader } from './entry-reader.ts';
import { junitReader } from './junit-report.ts';
import type { Report } from './plugin-case.ts';
import { definitionOf, errorIn } from './plugin-documents.ts';
import { pluginFile } from './plugin-path.ts';
import type { PluginProblem, PluginResults } from './plugin-results.ts';
import { readItems } from './result-items.ts';

/** What is known of a plugin while an archive is read. */
interface Collected {
  definition?: ReturnType<typeof definitionOf>;
  reports: { base: string; node: string; report: Report }[];
  items?: Report;
  errors: PluginProblem[];
  files: number;
  nodes: Set<string>;
}

/** How many plugins, and reports of one, are read: an archive comes from a cluster. */
const LIMITS = { plugins: 100, reports: 2_000 };

/** Collects what plugins have handed over from the files of an archive, in whatever order they come. */
export interface PluginCollector {
  /** What reads a file; `undefined` for one that is of no use. */
  reader(path: string): EntryReader | undefined;
  /** In the order of their names, our own last. */
  plugins(): PluginResults[];
}

/** A collector; our own plugin counts only when Sonobuoy has an error of it, because its results are read elsewhere. */
export function pluginCollector(): PluginCollector {
  const all = new Map<string, Collected>();
  const of = (name: string) => {
    const known = all.get(name) ?? { reports: [], errors: [], files: 0, nodes: new Set<string>() };
    if (all.size < LIMITS.plugins) all.set(name, known);
    return known;
  };
  return {
    reader: (path) => {
      const file = pluginFile(path);
      if (!file) return undefined;
      const plugin = of(file.plugin);
      if (file.role === 'error')
        return heldText((text) => {
          plugin.errors.push({ node: nodeName(file.node), kind: 'lost', message: errorIn(text) });
        });
      const isOurs = file.plugin === PLUGIN_NAME;
      if (file.role === 'definition')
        return isOurs ? undefined : heldText((text) => (plugin.definition = definitionOf(text)));
      if (file.role === 'items') return isOurs ? undefined : heldText((text) => (plugin.items = itemsIn(text)));
      plugin.files += 1;
      plugin.nodes.add(file.node);
      if (isOurs) return undefined;
      const isReport = file.base.endsWith('.xml') || plugin.definition?.files.includes(file.base) === true;
      if (!isReport || plugin.reports.length >= LIMITS.reports) return undefined;
      const reader = junitReader();
      const end = () => {
        const report = reader.end();
        if (report) plugin.reports.push({ base: file.base, node: file.node, report });
      };
      return { write: reader.write, end };
    },
    plugins: () =>
      [...all]
        .toSorted(([a], [b]) => Number(a === PLUGIN_NAME) - Number(b === PLUGIN_NAME) || (a < b ? -1 : 1))
        .map(([name, one]) => ({ name, files: one.files, nodes: one.nodes.size, ...concluded(name, one) })),
  };
}

/** What a plugin says, after all of its files. */
function concluded(name: string, one: Collected): Pick<PluginResults, 'cases' | 'problems' | 'judges'> {
  const { definition, errors } = one;
  if (name === PLUGIN_NAME) return { cases: [], problems: errors, judges: true };
  const wanted = one.reports.filter(({ base }) => !definition?.files.length || definition.files.includes(base));
  const isByItems = wanted.length === 0 || definition?.format === 'manual' || definition?.format === 'gojson';
  const isRaw = isByItems && (definition?.format === 'raw' || (definition === undefined && one.items === undefined));
  if (isRaw) return { cases: [], problems: [...errors, ...silence(one)], judges: errors.length > 0 || one.files === 0 };
  const cases = isByItems
    ? (one.items?.cases ?? [])
    : wanted.flatMap(({ node, report }) => report.cases.map((each) => ({ ...each, node: nodeName(node) })));
  const read = isByItems ? [{ base: 'sonobuoy_results.yaml', node: '', report: one.items ?? { cases: [] } }] : wanted;
  const unreadable = read.flatMap(({ base, node, report: { problem } }): PluginProblem[] =>
    problem === undefined ? [] : [{ node: nodeName(node), kind: 'unreadable', message: `its ${base}: ${problem}` }],
  );
  const found = [...errors, ...unreadable];
  const none: PluginProblem[] =
    cases.length === 0 && found.length === 0 ? [{ kind: 'lost', message: 'its results have no test in them' }] : [];
  return { cases, problems: [...found, ...none], judges: true };
}

function silence({ files, errors }: Collected): PluginProblem[] {
  return files === 0 && errors.length === 0 ? [{ kind: 'lost', message: 'it has handed over nothing' }] : [];
}

function itemsIn(text: string | undefined): Report {
  return text === undefined ? { cases: [], problem: 'it is larger than 8 MiB' } : readItems(text);
}

/** Sonobuoy's word for the results of a plugin that runs once. */
function nodeName(node: string): string | undefined {
  return node === '' || node === 'global' ? undefined : node;
}
