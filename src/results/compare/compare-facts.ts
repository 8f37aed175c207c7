import type { Results, RunFacts } from '../model.ts';
import { nodesOf, onlyIn } from './come-and-go.ts';
import { leftOutText } from '../selection.ts';

/** A fact of a cluster, or of the runs, that differs. */
export interface ChangedFact {
  /** @example 'Kubernetes' */
  what: string;
  before: string;
  after: string;
}

type Fact = (run: RunFacts) => string;

/** Facts of the cluster, each in words, for one run; empty when the run does not know it. */
const OF_CLUSTER: Readonly<Record<string, Fact>> = {
  'name of the cluster': ({ cluster }) => cluster.name,
  'uid of the cluster': ({ cluster }) => cluster.uid ?? '',
  Kubernetes: ({ cluster }) => cluster.version ?? '',
  nodes: ({ cluster }) => (cluster.nodes.length === 0 ? '' : `${cluster.nodes.length}`),
  'pools of nodes': nodesBy(({ pool }) => pool ?? ''),
  'kubelets of nodes': nodesBy(({ version }) => version),
  'operating systems of nodes': nodesBy(({ os }) => os),
  'container runtimes of nodes': nodesBy(({ runtime }) => runtime),
};

/** Facts of the run; one that is empty is known to be. */
const OF_RUN: Readonly<Record<string, Fact>> = {
  'version of the suite': ({ suiteVersion }) => suiteVersion,
  'left out by the selection': leftOutText,
  settings: ({ settings = [] }) => settings.map(({ key, value }) => `${key}: ${value}`).join(', '),
};

/** How many nodes are named; others are counted. */
const NAMED = 3;

/**
 * The facts in which the last runs of two sides differ: what changed in the cluster comes before what changed in the suite; pure. What one of them does not
 * know, such as one that was lost, has not changed.
 */
export function compareFacts(before: Results, after: Results): ChangedFact[] {
  const differing = (facts: Readonly<Record<string, Fact>>) =>
    Object.entries(facts)
      .map(([what, of]) => ({ what, before: of(before.run), after: of(after.run) }))
      .filter(({ before: was, after: is }) => was !== is);
  return [
    ...differing(OF_CLUSTER).filter(({ before: was, after: is }) => was !== '' && is !== ''),
    ...replacedNodes(before, after),
    ...differing(OF_RUN),
  ];
}

/** The nodes that only one side has, if both have nodes. */
function replacedNodes(before: Results, after: Results): ChangedFact[] {
  const [was, is] = [nodesOf([before]), nodesOf([after])];
  if (was.size === 0 || is.size === 0) return [];
  const [gone, come] = [namesOf(onlyIn(was, is)), namesOf(onlyIn(is, was))];
  if (gone === '' && come === '') return [];
  return [{ what: 'names of nodes', before: gone || 'none gone', after: come || 'none new' }];
}

/** @example 'node-1, node-2, node-3 and 7 more' */
function namesOf(nodes: readonly string[]): string {
  const all = nodes.toSorted();
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return `${all.slice(0, NAMED).join(', ')}${more}`;
}

/** The distinct values of the nodes with their numbers: `v1.36.3 (2), v1.37.2 (1)`. */
function nodesBy(of: (node: RunFacts['cluster']['nodes'][number]) => string): (run: RunFacts) => string {
  return ({ cluster }) =>
    [...Map.groupBy(cluster.nodes, of)]
      .filter(([value]) => value !== '')
      .map(([value, nodes]) => `${value} (${nodes.length})`)
      .toSorted()
      .join(', ');
}
