import type { Kind } from './kind.ts';
import { kinds } from './kinds.ts';

/** What a check may do to the API server, in the terms of RBAC. The plugin's roles are generated from these. */
export interface Right {
  /** API group; the core group is `''`. */
  group: string;
  /** Resource with its subresource: `deployments`, `pods/proxy`, `pods/log`. */
  resource: string;
  verbs: readonly string[];
  /**
   * `cluster`: everywhere, by the read-only ClusterRole. The others by a Role in a namespace each: `home` is where the Lease and the probe
   * agents are, `workloads` is where checks deploy what they test with, `suite` are both, and `node leases` is where the kubelets send
   * their heartbeats.
   */
  scope: 'cluster' | 'suite' | 'home' | 'workloads' | 'node leases';
  /** The check goes on without it, and tells less. */
  optional?: boolean;
  /** The kind of the objects that are created by it: `shakedown cleanup` looks for what is left of them. */
  creates?: Kind;
}

/** The right to look at a kind anywhere in the cluster. */
export function looksAt(kind: Kind): Right {
  return { group: kind.group, resource: kind.resource, verbs: ['get', 'list', 'watch'], scope: 'cluster' };
}

/**
 * The right to create, change and delete a kind in the namespace for workloads, or in another of the suite's own. Whoever creates objects
 * declares it by this, so that what a killed run leaves of them is found.
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

/** The right to use a subresource, such as `pods/proxy`, with the verbs named. */
export function uses(kind: Kind, subresource: string, verbs: readonly string[], scope: Right['scope']): Right {
  return { group: kind.group, resource: `${kind.resource}/${subresource}`, verbs, scope };
}

/** Whether a right is for what lives in namespaces, so that a Role in one can grant it. */
export function isNamespaced({ group, resource }: Right): boolean {
  return Object.values(kinds).every((kind) => kind.namespaced || kind.group !== group || kind.resource !== resource);
}

/** The namespace of the Leases by which kubelets send their heartbeats. */
export const NODE_LEASES = 'kube-node-lease';

/** The namespaces that a right is for; none for one that is for the whole cluster. */
export function placesOf(scope: Right['scope'], { suite, workloads }: { suite: string; workloads: string }): string[] {
  const places = {
    cluster: [],
    home: [suite],
    workloads: [workloads],
    suite: [suite, workloads],
    'node leases': [NODE_LEASES],
  };
  return [...new Set(places[scope])];
}
