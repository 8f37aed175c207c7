import type { Kind } from './kind.ts';

/** What a check may do to the API server, in the terms of RBAC. The plugin's roles are generated from these. */
export interface Right {
  /** API group; the core group is `''`. */
  group: string;
  /** Resource with its subresource: `deployments`, `pods/proxy`, `pods/log`. */
  resource: string;
  verbs: readonly string[];
  /**
   * `cluster`: everywhere, by the read-only ClusterRole. `suite`: in the suite's own namespaces only, by a Role in each. `home`: in the
   * one of them where the Lease and the probe agents are, and not in that for workloads.
   */
  scope: 'cluster' | 'suite' | 'home';
}

/** The right to look at a kind anywhere in the cluster. */
export function looksAt(kind: Kind): Right {
  return { group: kind.group, resource: kind.resource, verbs: ['get', 'list', 'watch'], scope: 'cluster' };
}

/** The right to make, change and delete a kind in the suite's own namespaces, or in one of them. */
export function owns(kind: Kind, scope: 'suite' | 'home' = 'suite'): Right {
  return {
    group: kind.group,
    resource: kind.resource,
    verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    scope,
  };
}

/** The right to use a subresource, such as `pods/proxy`, with the verbs named. */
export function uses(kind: Kind, subresource: string, verbs: readonly string[], scope: Right['scope']): Right {
  return { group: kind.group, resource: `${kind.resource}/${subresource}`, verbs, scope };
}
