import type { Manifest } from '../src/cluster/cluster.ts';
import type { Right } from '../src/cluster/rights.ts';
import type { Config } from '../src/config/schema.ts';
import { PLUGIN_NAME } from './definition.ts';
import { rulesFor, type Rule } from './roles.ts';

/** The plugin's own service account, in Sonobuoy's namespace. */
export const SERVICE_ACCOUNT = PLUGIN_NAME;

const RBAC = 'rbac.authorization.k8s.io';

/** What of its own pod the runner reads and annotates, and what Sonobuoy's worker beside it reads. */
const OWN_POD: Right = { group: '', resource: 'pods', verbs: ['get', 'patch'], scope: 'suite' };

/** What the roles are made of. */
export interface RbacOptions {
  config: Config;
  /** All that the runner and the selected checks use. */
  rights: readonly Right[];
  /** Marks the namespaces as made for one run. @default 'shakedown' */
  run?: string;
}

/**
 * Namespaces, service account and least-privilege roles for a plugin that does not use Sonobuoy's own, almighty account: a
 * ClusterRole that only looks, and Roles in the namespaces of the suite. In the order in which they can be applied.
 */
export function rbacManifests({ config, rights, run = 'shakedown' }: RbacOptions): Manifest[] {
  const sonobuoy = config.sonobuoy.namespace;
  const { suite, workloads } = config.namespaces;
  const labels = { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run };
  // `sonobuoy delete --all` removes namespaces that carry both of these.
  const tests = { ...labels, 'e2e-framework': 'shakedown', 'e2e-run': run };
  const looks = rights.filter((right) => right.scope === 'cluster');
  const owns = rights.filter((right) => right.scope === 'suite');

  const role = (namespace: string, rules: Rule[]): Manifest[] => {
    const metadata = { name: SERVICE_ACCOUNT, namespace, labels };
    return [
      { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules },
      { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, ...binding('Role', sonobuoy) },
    ];
  };
  const wide = { name: SERVICE_ACCOUNT, labels };
  return [
    // Sonobuoy's worker can be given no security context, so `restricted` would refuse the plugin's pod.
    namespace(sonobuoy, { ...labels, 'pod-security.kubernetes.io/enforce': 'baseline' }),
    ...[...new Set([suite, workloads])].map((name) => namespace(name, tests)),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: SERVICE_ACCOUNT, namespace: sonobuoy, labels } },
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: wide, rules: rulesFor(looks) },
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: wide, ...binding('ClusterRole', sonobuoy) },
    ...role(sonobuoy, rulesFor([OWN_POD])),
    ...[...new Set([suite, workloads])].flatMap((name) => role(name, rulesFor(owns))),
  ];
}

function namespace(name: string, labels: Record<string, string>): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function binding(kind: 'Role' | 'ClusterRole', namespace: string): object {
  return {
    roleRef: { apiGroup: RBAC, kind, name: SERVICE_ACCOUNT },
    subjects: [{ kind: 'ServiceAccount', name: SERVICE_ACCOUNT, namespace }],
  };
}
