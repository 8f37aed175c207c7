import type { Manifest } from '../src/cluster/cluster.ts';
import { isNamespaced, namespacesOf, type Right } from '../src/cluster/rights/rights.ts';
import type { Config } from '../src/config/schema.ts';
import { suiteLabels } from '../src/objects/suite-labels.ts';
import { namespaceManifest, podSecurity, suiteNamespaces } from '../src/objects/suite-namespaces.ts';
import { PLUGIN_NAME } from './definition.ts';
import { rulesFor, type Rule } from '../src/cluster/rights/roles.ts';

/** The plugin's own service account, in Sonobuoy's namespace. */
export const SERVICE_ACCOUNT = PLUGIN_NAME;

const RBAC = 'rbac.authorization.k8s.io';

/** The runner and Sonobuoy's worker read their own pod. Nobody may change one: that could be the aggregator, with other permissions. */
const OWN_POD: Right = { group: '', resource: 'pods', verbs: ['get'], scope: 'suite' };

/** The input of the roles. */
export interface RbacOptions {
  config: Config;
  /** All permissions that the runner and the checks need. */
  rights: readonly Right[];
}

/**
 * Namespaces, service account and least-privilege roles for a plugin that does not use Sonobuoy's own account with cluster-admin: a
 * read-only ClusterRole, and Roles in the namespaces of the suite and in that of the nodes' Leases. In the order in which they can be
 * applied.
 */
export function rbacManifests({ config, rights }: RbacOptions): Manifest[] {
  const sonobuoy = config.sonobuoy.namespace;
  // No label of a run: objects that are applied before a run belong to no run, and `shakedown cleanup` leaves them alone.
  const labels = { [suiteLabels.managedByLabel]: suiteLabels.managedBy };
  const { onlyNamespace } = config.scope;
  const looks = rights.filter((right) => right.scope === 'cluster');
  const inPlace = new Map<string, Right[]>();
  const grant = (place: string, ...more: Right[]) => inPlace.set(place, [...(inPlace.get(place) ?? []), ...more]);
  grant(sonobuoy, OWN_POD);
  if (onlyNamespace === '') {
    for (const place of namespacesOf('suite', config.namespaces)) grant(place);
    for (const right of rights) for (const place of namespacesOf(right.scope, config.namespaces)) grant(place, right);
  } else grant(onlyNamespace, ...looks.filter(isNamespaced));

  const role = (namespace: string, rules: Rule[]): Manifest[] => {
    const metadata = { name: SERVICE_ACCOUNT, namespace, labels };
    return [
      { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules },
      { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, ...binding('Role', sonobuoy) },
    ];
  };
  const wide = { name: SERVICE_ACCOUNT, labels };
  const clusterWide: Manifest[] = [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: wide, rules: rulesFor(looks) },
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: wide, ...binding('ClusterRole', sonobuoy) },
  ];
  return [
    // Sonobuoy's worker cannot have a security context, so `restricted` would refuse the plugin's pod.
    namespaceManifest(sonobuoy, podSecurity('baseline')),
    ...(onlyNamespace === '' ? suiteNamespaces(config) : []),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: SERVICE_ACCOUNT, namespace: sonobuoy, labels } },
    ...(onlyNamespace === '' ? clusterWide : []),
    ...[...inPlace].flatMap(([name, granted]) => role(name, rulesFor(granted))),
  ];
}

function binding(kind: 'Role' | 'ClusterRole', namespace: string): object {
  return {
    roleRef: { apiGroup: RBAC, kind, name: SERVICE_ACCOUNT },
    subjects: [{ kind: 'ServiceAccount', name: SERVICE_ACCOUNT, namespace }],
  };
}
