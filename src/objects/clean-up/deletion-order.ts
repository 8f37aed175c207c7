import { isSameKind, type Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';

/**
 * Kinds, each once, in the order in which their objects can be deleted: the contents of a namespace before it. Kinds of the same rank
 * keep their order; pure.
 */
export function inDeletionOrder(all: readonly Kind[]): Kind[] {
  const once = all.filter((kind, at) => all.findIndex((other) => isSameKind(kind, other)) === at);
  return once.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The order of deletion: the rank of a kind is the first entry that applies. */
const RANKS: readonly ((kind: Kind) => boolean)[] = [
  // They would scale up workloads that are being deleted.
  ({ group }) => group === 'autoscaling',
  (kind) => kind.namespaced && !isAccess(kind) && !isSameKind(kind, kinds.leases),
  // While the Lease exists, it shows to which run the rest belongs.
  (kind) => isSameKind(kind, kinds.leases),
  // The pods that used these are deleted now. A binding goes before its role: without it the role grants nothing.
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
