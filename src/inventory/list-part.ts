import type { Cluster, Selection } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import type { Config } from '../config/schema.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import type { NotCovered } from '../results/model.ts';
import { leftOutBy, namespaceOf, type LeftOutBy } from './in-scope.ts';
import type { Discovered } from './inventory.ts';
import { OutsideNamespace } from './outside-namespace.ts';
import { idOf, type Named, type Part } from './part.ts';
import { retryTransient } from './retry-transient.ts';

const { managedByLabel, managedBy, runLabel } = suiteLabels;

/** The objects of one part, and which of them no check covers. */
export interface ListedPart<T> {
  found: Discovered<T>;
  notCovered: NotCovered[];
}

/** Lists the objects of a part that are in scope. If they cannot be listed, that is a trouble; an optional kind may be not served. */
export async function listPart<T extends object>(
  cluster: Cluster,
  part: Part<T>,
  { scope }: Config,
  signal: AbortSignal,
): Promise<ListedPart<T>> {
  if (scope.onlyNamespace !== '' && !part.kind.namespaced) {
    const why = `${part.kind.resource} are of the cluster as a whole, and so is what is checked of each`;
    return { found: Object.freeze({ trouble: new OutsideNamespace(scope.onlyNamespace, why) }), notCovered: [] };
  }
  const selection = part.byLabels && scope.labelSelector !== '' ? { labelSelector: scope.labelSelector } : {};
  try {
    const all = await listAmong(cluster, part, selection, { only: scope.onlyNamespace, signal });
    const judged = all
      .filter((item) => !isOfSuite(part, item))
      .map((item) => ({ item, by: leftOutBy(scope, part, item) }));
    const items = judged.flatMap(({ item, by }) => (by === undefined ? [item] : []));
    const notCovered = [...judged.flatMap(({ item, by }) => leftOut(part, item, by)), ...notListed(part, scope)];
    return { found: Object.freeze({ items: Object.freeze(items) }), notCovered };
  } catch (error) {
    signal.throwIfAborted();
    if (part.optional && error instanceof ClusterError && error.code === 'CLUSTER_NO_SUCH_KIND')
      return { found: NONE, notCovered: [{ what: nameOf(part.kind), reason: 'not served here' }] };
    const trouble = error instanceof Error ? error : new Error(String(error));
    return { found: Object.freeze({ trouble }), notCovered: [] };
  }
}

/** The objects of a part, wherever they are; each once. @param selection narrows all LISTs. @param place.only the only namespace, or ''. */
async function listAmong<T extends object>(
  cluster: Cluster,
  { kind, among }: Part<T>,
  selection: Selection,
  { only, signal }: { only: string; signal: AbortSignal },
): Promise<T[]> {
  if (!among) return retryTransient(cluster, signal, () => cluster.list(kind, selection, { signal, share: true }));
  const places = among.selections.filter(({ namespace = only }) => only === '' || namespace === only);
  const lists = await Promise.all(
    places.map((place) =>
      retryTransient(cluster, signal, () => cluster.list(kind, { ...place, ...selection }, { signal })),
    ),
  );
  const uids = (object: Named) => `${object.metadata?.namespace}/${object.metadata?.name}`;
  return [...new Map(lists.flat().map((object) => [uids(object), object])).values()].filter((object) =>
    among.only(object),
  );
}

/**
 * Whether a run of the suite has created an object. It is not the cluster's, and its own run judges it: without the Lease, as in a dry run,
 * this one may read it while another run is under way. The namespaces of the suite do exist for those who name them in the scope.
 */
function isOfSuite({ kind }: Part, { metadata }: Named): boolean {
  const labels = metadata?.labels ?? {};
  return kind.namespaced && labels[managedByLabel] === managedBy && labels[runLabel] !== undefined;
}

const NONE = Object.freeze({ items: Object.freeze([]) });

/** Excluded objects are recorded as not covered; objects outside of the namespaces that the configuration names are not recorded. */
function leftOut(part: Part, item: Named, by: LeftOutBy | undefined): NotCovered[] {
  if (by === undefined || by === 'namespaces') return [];
  const what = by === 'exclude' || by === 'nodeSelector' ? idOf(part, item) : `namespace ${namespaceOf(part, item)}`;
  return [{ what, reason: `excluded by configuration (scope.${by})` }];
}

/** What is not listed of a kind, unless the scope keeps to namespaces in which all of it is; a pattern may match others. */
function notListed<T extends object>({ among }: Part<T>, { onlyNamespace, namespaces }: Config['scope']): NotCovered[] {
  const whole = new Set(among?.selections.flatMap(({ namespace = [] }) => namespace));
  const meant = onlyNamespace === '' ? namespaces : [onlyNamespace];
  if (among?.leavesOut === undefined || (meant.length > 0 && meant.every((namespace) => whole.has(namespace))))
    return [];
  return [{ what: among.leavesOut, reason: 'not examined' }];
}

/** The name of a kind in kubectl: `poddisruptionbudgets.policy`. */
function nameOf({ resource, group }: Kind): string {
  return group === '' ? resource : `${resource}.${group}`;
}
