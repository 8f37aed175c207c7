import type { Kind } from './kind.ts';
import { kinds } from './kinds.ts';

/** A permission that a check needs, in the terms of RBAC. The plugin's roles are generated from these. */
export interface Right {
  /** API group; the core group is `''`. */
  group: string;
  /** Resource with its subresource: `deployments`, `pods/proxy`, `pods/log`. */
  resource: string;
  verbs: readonly string[];
  /**
   * Where it is granted. `cluster`: in the whole cluster, by the read-only ClusterRole. The others by a Role in each namespace:
   * `home` has the Lease and the probe agents, `workloads` is where checks deploy their test workloads, `suite` is both, and `node leases`
   * is where the kubelets send their heartbeats.
   */
  scope: 'cluster' | 'suite' | 'home' | 'workloads' | 'node leases';
  /** The check also runs without it, and reports less. */
  optional?: boolean;
  /** The kind of the objects that are created with it: `shakedown cleanup` looks for leftovers of this kind. */
  creates?: Kind;
}

/** The permission to read a kind in the whole cluster. */
export function looksAt(kind: Kind): Right {
  return { group: kind.group, resource: kind.resource, verbs: ['get', 'list', 'watch'], scope: 'cluster' };
}

/**
 * The permission to create, change and delete a kind in the namespace for workloads, or in another of the suite's own namespaces. Code that
 * creates objects declares it with this function, so that the leftovers of a killed run are found.
 */
export function owns(kind: Kind, scope: 'suite' | 'home' | 'workloads' = 'workloads'): Right {
  return {
    group: kind.group,
    resource: kind.resource,
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    scope,
    creates: kind,
  };
}

/** The permission to use a subresource, such as `pods/proxy`, with the given verbs. */
export function uses(kind: Kind, subresource: string, verbs: readonly string[], scope: Right['scope']): Right {
  return { group: kind.group, resource: `${kind.resource}/${subresource}`, verbs, scope };
}

/** Whether a right is for what lives in namespaces, so that a Role in one can grant it. */
export function isNamespaced({ group, resource }: Right): boolean {
  return Object.values(kinds).every((kind) => kind.namespaced || kind.group !== group || kind.resource !== resource);
}

/** The namespace of the Leases that kubelets renew as their heartbeats. */
export const NODE_LEASES = 'kube-node-lease';

/** The namespaces in which a permission is granted; none when it is granted in the whole cluster. */
export function namespacesOf(
  scope: Right['scope'],
  { suite, workloads }: { suite: string; workloads: string },
): string[] {
  const places = {
    cluster: [],
    home: [suite],
    workloads: [workloads],
    suite: [suite, workloads],
    'node leases': [NODE_LEASES],
  };
  return [...new Set(places[scope])];
}
