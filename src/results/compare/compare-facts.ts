import type { Results, RunFacts } from '../model.ts';
import { leftOutText } from '../selection.ts';

/** A fact of a cluster, or of the runs, that differs. */
export interface ChangedFact {
  /** @example 'Kubernetes' */
  what: string;
  before: string;
  after: string;
}

/** Each fact in words, for one run. */
const FACTS: Readonly<Record<string, (run: RunFacts) => string>> = {
  'name of the cluster': ({ cluster }) => cluster.name,
  'uid of the cluster': ({ cluster }) => cluster.uid ?? '',
  Kubernetes: ({ cluster }) => cluster.version ?? '',
  nodes: ({ cluster }) => `${cluster.nodes.length}`,
  'kubelets of nodes': nodesBy(({ version }) => version),
  'operating systems of nodes': nodesBy(({ os }) => os),
  'container runtimes of nodes': nodesBy(({ runtime }) => runtime),
  'version of the suite': ({ suiteVersion }) => suiteVersion,
  'left out by the selection': leftOutText,
  settings: ({ settings = [] }) => settings.map(({ key, value }) => `${key}: ${value}`).join(', '),
};

/** The facts in which the last runs of two sides differ: what changed in the cluster comes before what changed in the suite; pure. */
export function compareFacts(before: Results, after: Results): ChangedFact[] {
  return Object.entries(FACTS)
    .map(([what, of]) => ({ what, before: of(before.run), after: of(after.run) }))
    .filter(({ before: was, after: is }) => was !== is);
}

/** The distinct values of the nodes with their numbers: `v1.36.3 (2), v1.37.2 (1)`. */
function nodesBy(of: (node: RunFacts['cluster']['nodes'][number]) => string): (run: RunFacts) => string {
  return ({ cluster }) =>
    [...Map.groupBy(cluster.nodes, of)]
      .map(([value, nodes]) => `${value} (${nodes.length})`)
      .toSorted()
      .join(', ');
}
