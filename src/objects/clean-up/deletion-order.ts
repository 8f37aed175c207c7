import { isSameKind, type Kind } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';

/**
 * Kinds, each once, in the order in which their objects can be deleted: what is in a namespace before the namespace. Kinds of the same rank
 * keep their order; pure.
 */
export function inDeletionOrder(all: readonly Kind[]): Kind[] {
  const once = all.filter((kind, at) => all.findIndex((other) => isSameKind(kind, other)) === at);
  return once.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The first that applies. */
const RANKS: readonly ((kind: Kind) => boolean)[] = [
  // What would scale up again what is being deleted.
  ({ group }) => group === 'autoscaling',
  (kind) => kind.namespaced && !isAccess(kind) && !isSameKind(kind, kinds.leases),
  // While its Lease is there, it can be told whose the rest is.
  (kind) => isSameKind(kind, kinds.leases),
  // By these the pods act that are gone now; without its binding, a role grants nothing.
  (kind) => kind.namespaced && isBinding(kind),
  ({ namespaced }) => namespaced,
  isBinding,
  (kind) => !isSameKind(kind, kinds.namespaces),
];

function rankOf(kind: Kind): number {
  const rank = RANKS.findIndex((applies) => applies(kind));
  return rank < 0 ? RANKS.length : rank;
}

function isAccess(kind: Kind): boolean {
  return kind.group === kinds.roles.group || isSameKind(kind, kinds.serviceAccounts);
}

function isBinding({ group, kind }: Kind): boolean {
  return group === kinds.roles.group && kind.endsWith('Binding');
}
