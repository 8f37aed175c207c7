import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Kind } from '../../../cluster/kind.ts';
import type { Right } from '../../../cluster/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { recentList } from '../../../cluster/lists/recent-list.ts';

type Policy = { metadata?: { namespace?: string; name?: string } };

const of = (group: string, version: string, resource: string, kind: string, namespaced = false): Kind<Policy> => ({
  group,
  version,
  resource,
  kind,
  namespaced,
});

/** Kinds of policies besides `networking.k8s.io` by which network plugins drop connections. */
const KINDS: readonly Kind<Policy>[] = [
  of('cilium.io', 'v2', 'ciliumnetworkpolicies', 'CiliumNetworkPolicy', true),
  of('cilium.io', 'v2', 'ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy'),
  of('crd.projectcalico.org', 'v1', 'networkpolicies', 'Calico NetworkPolicy', true),
  of('crd.projectcalico.org', 'v1', 'globalnetworkpolicies', 'Calico GlobalNetworkPolicy'),
  of('policy.networking.k8s.io', 'v1alpha1', 'adminnetworkpolicies', 'AdminNetworkPolicy'),
  of('policy.networking.k8s.io', 'v1alpha1', 'baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy'),
];

/** The permissions to read them; without these, the checks judge as if there were no such policies. */
export const foreignPolicyRights: readonly Right[] = KINDS.map(({ group, resource, namespaced }) => ({
  group,
  resource,
  namespaced,
  verbs: ['list'],
  scope: 'cluster',
  optional: true,
}));

/** Policies listed in a message; further ones are only counted. */
const NAMED = 3;

/**
 * Why a connection without an answer cannot be judged: policies of kinds that the suite does not evaluate may drop it. They are those of
 * the whole cluster and of `namespaces`. `undefined` when there are none.
 */
export async function droppedByOthers({ cluster }: Look, namespaces: ReadonlySet<string>): Promise<string | undefined> {
  const lists = KINDS.map(async (kind) =>
    (await listed(cluster, kind, namespaces))
      .filter(({ metadata }) => !kind.namespaced || namespaces.has(metadata?.namespace ?? ''))
      .map(({ metadata }) => `${kind.kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/')}`),
  );
  const found = (await Promise.all(lists)).flat();
  if (found.length === 0) return undefined;
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  return `${found.slice(0, NAMED).join(', ')}${more} may drop such traffic, which is not judged here`;
}

async function listed(
  cluster: Look['cluster'],
  kind: Kind<Policy>,
  namespaces: ReadonlySet<string>,
): Promise<readonly Policy[]> {
  const scopes = new Set(
    [...namespaces].map((namespace) => (kind.namespaced ? cluster.listingScope(namespace) : undefined)),
  );
  const selections = [...scopes].map((namespace) => (namespace === undefined ? {} : { namespace }));
  try {
    return (await Promise.all(selections.map((selection) => recentList(cluster, kind, selection)))).flat();
  } catch (error) {
    // Most clusters serve none of these kinds.
    if (error instanceof ClusterError && !error.transient) return [];
    throw error;
  }
}
