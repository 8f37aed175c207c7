import type { Cluster, Selection } from './cluster.ts';
import type { Kind } from './kinds/kind.ts';

type ListOptions = Parameters<Cluster['list']>[2];

/**
 * A cluster for an account that may read one namespace only: what would be listed in all namespaces is listed in this one. Calls that
 * name a namespace, and those for cluster-scoped kinds, are unchanged. Objects of another namespace, such as those that the suite creates,
 * are listed in theirs.
 */
export function namespaceView(cluster: Cluster, namespace: string): Cluster {
  const list = <T>(kind: Kind<T>, selection: Selection = {}, options?: ListOptions) =>
    cluster.list(kind, kind.namespaced ? { namespace, ...selection } : selection, options);
  const shared = <T>(kind: Kind<T>, of?: string) => cluster.shared(kind, kind.namespaced ? (of ?? namespace) : of);
  const listingScope = (of: string) => of;
  const narrowed = { list, shared, listingScope };
  return new Proxy(cluster, {
    get: (target, name) => {
      if (name in narrowed) return narrowed[name as keyof typeof narrowed];
      const member: unknown = Reflect.get(target, name, target);
      // The methods use private fields of the cluster.
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
