import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Kind } from '../kinds/kind.ts';
import { kinds } from '../kinds/kinds.ts';

/** A permission that a check needs, in the terms of RBAC. The plugin's roles are generated from these. */
export interface Right {
  /** API group; the core group is `''`. */
  group: string;
  /** Resource with its subresource: `deployments`, `pods/proxy`, `pods/log`. */
  resource: string;
  verbs: readonly string[];
  /**
   * Where it is granted. `cluster`: in the whole cluster, by the read-only ClusterRole. The others by a Role in each namespace:
   * `home` has the Lease and the probe agents, `workloads` is where checks deploy their test workloads, `suite` is both, `node leases`
   * is where the kubelets send their heartbeats, and `cluster DNS` is where most distributions have it; `{ namespace }` is one that the
   * configuration names.
   */
  scope: 'cluster' | 'suite' | 'home' | 'workloads' | 'node leases' | 'cluster DNS' | { readonly namespace: string };
  /** The only objects that it is for, by name. @default all of the kind */
  names?: readonly string[];
  /** Whether the kind is in namespaces. @default as the kind of that name in {@link kinds}; `true` for any other kind */
  namespaced?: boolean;
  /** The check also runs without it, and reports less. */
  optional?: boolean;
  /** The kind of the objects that are created with it: `shakedown cleanup` looks for leftovers of this kind. */
  creates?: Kind;
}

/** The verbs that change nothing. */
const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** The permission to read a kind in the whole cluster. */
export function looksAt(kind: Kind): Right {
  const { group, resource, namespaced } = kind;
  return { group, resource, verbs: ['get', 'list', 'watch'], scope: 'cluster', namespaced };
}

/**
 * The permission to create, change and delete a kind in the namespace for workloads, or in another of the suite's own namespaces. Code that
 * creates objects declares it with this function, so that the leftovers of a killed run are found.
 * @throws ShakedownError SPEC_RIGHT for a kind that is not in namespaces.
 */
export function owns(kind: Kind, scope: 'suite' | 'home' | 'workloads' = 'workloads'): Right {
  const { group, resource, namespaced } = kind;
  const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
  return grantable({ group, resource, namespaced, verbs, scope, creates: kind });
}

/**
 * The permission to use a subresource, such as `pods/proxy`, with the given verbs.
 * @throws ShakedownError SPEC_RIGHT for a kind that is not in namespaces, unless the scope is the cluster.
 */
export function uses(kind: Kind, subresource: string, verbs: readonly string[], scope: Right['scope']): Right {
  const { group, resource, namespaced } = kind;
  return grantable({ group, resource: `${resource}/${subresource}`, verbs, scope, namespaced });
}

/**
 * A permission that a role of the suite can grant: a Role in a namespace grants nothing on objects outside of namespaces.
 * @throws ShakedownError SPEC_RIGHT for one on such objects with the scope of a namespace.
 */
export function grantable(right: Right): Right {
  if (right.scope === 'cluster' || isNamespaced(right)) return right;
  const [resource] = right.resource.split('/');
  const isRead = right.verbs.every((verb) => READS.has(verb));
  throw new ShakedownError('SPEC_RIGHT', {
    meaning: 'suite',
    expected: isRead
      ? 'a permission on objects outside of namespaces to have the scope of the cluster'
      : 'checks to create and change objects only in the namespaces of the suite',
    seen: `${resource}${right.group === '' ? '' : `.${right.group}`} are not in a namespace`,
    todo: isRead
      ? "give it scope: 'cluster', as looksAt(kind) does"
      : 'create them before the run, and let the check read them: looksAt(kind)',
  });
}

/** Whether a right is for what lives in namespaces, so that a Role in one can grant it. */
export function isNamespaced({ group, resource, namespaced }: Right): boolean {
  if (namespaced !== undefined) return namespaced;
  const [whole] = resource.split('/');
  return Object.values(kinds).every((kind) => kind.namespaced || kind.group !== group || kind.resource !== whole);
}

/** The namespace of the Leases that kubelets renew as their heartbeats. */
export const NODE_LEASES = 'kube-node-lease';

/** The namespace in which most distributions have their name servers. */
const CLUSTER_DNS = 'kube-system';

/** The namespaces in which a permission is granted; none when it is granted in the whole cluster. */
export function namespacesOf(
  scope: Right['scope'],
  { suite, workloads }: { suite: string; workloads: string },
): string[] {
  if (typeof scope === 'object') return [scope.namespace];
  const places = {
    cluster: [],
    home: [suite],
    workloads: [workloads],
    suite: [suite, workloads],
    'node leases': [NODE_LEASES],
    'cluster DNS': [CLUSTER_DNS],
  };
  return [...new Set(places[scope])];
}
