import type { Cluster, Selection } from '../cluster.ts';
import type { Kind } from '../kinds/kind.ts';
import { collectionPath, query } from '../kinds/paths.ts';

/** How long one LIST is used for all callers. */
const AGE_MS = 5_000;

const lists = new WeakMap<Cluster, Map<string, { at: number; items: Promise<unknown[]> }>>();

/**
 * A LIST that is at most a few seconds old, shared by all callers with the same selection. When a thousand waits fail at the same time,
 * explaining them costs one LIST per namespace.
 * @param notBefore the LIST must not have begun before this time, in the clock's `now()`. @default any time in the last few seconds
 */
export function recentList<T>(cluster: Cluster, kind: Kind<T>, selection: Selection, notBefore = 0): Promise<T[]> {
  const known = lists.get(cluster) ?? new Map<string, { at: number; items: Promise<unknown[]> }>();
  lists.set(cluster, known);
  const key = `${collectionPath(kind, selection.namespace)}${query({ ...selection, namespace: undefined })}`;
  const now = cluster.clock.now();
  for (const [other, { at }] of known) if (now - at > AGE_MS) known.delete(other);
  const recent = known.get(key);
  if (recent && recent.at >= Math.min(notBefore, now)) return recent.items as Promise<T[]>;
  const items = cluster.list(kind, selection);
  known.set(key, { at: now, items });
  return items;
}
