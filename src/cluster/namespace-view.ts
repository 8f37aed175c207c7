import type { CallOptions, Cluster, Selection } from './cluster.ts';
import type { Kind } from './kind.ts';

/**
 * A cluster as it is seen by who may look at one namespace only: what would be listed everywhere is listed there. What names a namespace of its own,
 * and what lives in none, is as it was.
 */
export function namespaceView(cluster: Cluster, namespace: string): Cluster {
  const list = <T>(kind: Kind<T>, selection: Selection = {}, options?: CallOptions & { share?: boolean }) =>
    cluster.list(kind, kind.namespaced ? { namespace, ...selection } : selection, options);
  const shared = <T>(kind: Kind<T>, of?: string) => cluster.shared(kind, kind.namespaced ? (of ?? namespace) : of);
  const narrowed = { list, shared };
  return new Proxy(cluster, {
    get: (target, name) => {
      if (name in narrowed) return narrowed[name as keyof typeof narrowed];
      const member: unknown = Reflect.get(target, name, target);
      // Its private fields are the cluster's own.
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
