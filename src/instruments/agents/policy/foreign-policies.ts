import { ClusterError, isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { recentList } from '../../../cluster/lists/recent-list.ts';
import { servedResources, type ServedResource } from '../../../cluster/kinds/served-resources.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { MESH_ROOT, mayConcern, mayDeny, type Ends, type ForeignPolicy } from './may-select.ts';
import { DENIES_ALL, enforcementOfCilium } from './plugin-defaults.ts';
import { isPolicy, mayHavePolicies, mayRefuse } from './policy-kinds.ts';

/** Policies listed in a message; further ones are only counted. */
const NAMED = 3;

/** Kinds whose names other groups use as well. */
const SHARED_NAMES: ReadonlySet<string> = new Set([
  ...[
    'NetworkPolicy',
    'ClusterNetworkPolicy',
    'GlobalNetworkPolicy',
    'AuthorizationPolicy',
    'SecurityPolicy',
    'Server',
  ],
]);

/** A connection that may have been denied. */
export interface Suspected {
  /** The namespaces of both ends: policies that are in another one do not matter, unless they are for the whole cluster. */
  namespaces: ReadonlySet<string>;
  /** The pods of both ends, as far as they are known; policies that select none of them do not matter. @default none is known */
  pods?: { from: readonly Pod[]; to: readonly Pod[] };
  /** Whether it was refused or reset, and did not just get no answer. @default false */
  refused?: boolean;
}

/**
 * Why a connection that failed cannot be judged: policies of kinds that the suite does not evaluate may deny it, or may not be read.
 * They are found by their API groups, see {@link isPolicy}. `undefined` when there are none.
 * @throws ClusterError when the API server does not answer.
 */
export async function droppedByOthers(look: Look, suspected: Suspected): Promise<string | undefined> {
  const { cluster } = look;
  const { refused = false, namespaces, pods = { from: [], to: [] } } = suspected;
  const ends = { from: await endsOf(look, pods.from), to: await endsOf(look, pods.to) };
  const { resources, silent } = await servedResources(cluster);
  const cilium = await enforcementOfCilium(cluster, resources);
  const policies = resources.filter(
    (kind) =>
      isPolicy(kind) &&
      !(cilium === 'never' && kind.group === 'cilium.io') &&
      mayConcern(kind, ends) &&
      (!refused || mayRefuse(kind.group)),
  );
  const read = await Promise.all(policies.map((kind) => readKind(cluster, kind, namespaces, ends)));
  const found = [...new Set(read.flatMap(({ names }) => names))];
  if (found.length > 0) {
    const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
    return `${found.slice(0, NAMED).join(', ')}${more} may drop such traffic, which is not judged here`;
  }
  if (cilium === 'always' && !refused) return DENIES_ALL;
  const unread = [
    ...read.flatMap((one) => one.unread ?? []),
    ...silent.flatMap(({ group, why }) => (mayHavePolicies(group) ? why : [])),
  ];
  return unread.length === 0
    ? undefined
    : `policies that may drop such traffic are not known: ${unread.slice(0, NAMED).join('; ')}`;
}

/** The pods with the labels of their namespaces. */
async function endsOf(look: Look, pods: readonly Pod[]): Promise<Ends['to']> {
  return Promise.all(
    pods.map(async (pod) => {
      const place = await look.get(kinds.namespaces, { name: pod.metadata?.namespace ?? '' });
      return { pod, ...(place && { namespaceLabels: place.metadata?.labels ?? {} }) };
    }),
  );
}

async function readKind(
  cluster: Cluster,
  kind: ServedResource,
  namespaces: ReadonlySet<string>,
  ends: Ends,
): Promise<{ names: string[]; unread?: string }> {
  try {
    const policies = await listed(cluster, kind, [...placesOf(kind, namespaces)]);
    const near = policies.filter((one) => isNear(kind, one, namespaces) && mayDeny(kind, one, ends));
    return { names: near.map((one) => nameOf(kind, one)) };
  } catch (error) {
    if (isForbidden(error)) return { names: [], unread: `${kind.resource}.${kind.group} may not be listed` };
    // Its definition was deleted meanwhile, or its LIST is not offered.
    if (error instanceof ClusterError && (error.status === 404 || error.status === 405)) return { names: [] };
    // The conversion webhook of its definition is gone, or the server behind its API.
    if (error instanceof ClusterError && (error.status ?? 0) >= 500)
      return { names: [], unread: `${kind.resource}.${kind.group} could not be listed: ${error.seen}` };
    throw error;
  }
}

async function listed(
  cluster: Cluster,
  kind: ServedResource,
  places: readonly string[],
): Promise<readonly ForeignPolicy[]> {
  const scopes = new Set(kind.namespaced ? places.map((place) => cluster.listingScope(place)) : [undefined]);
  const lists = [...scopes].map((namespace) => recentList(cluster, kind, namespace === undefined ? {} : { namespace }));
  return (await Promise.all(lists)).flat() as ForeignPolicy[];
}

/** The namespaces whose policies may matter. */
function placesOf({ group }: ServedResource, namespaces: ReadonlySet<string>): ReadonlySet<string> {
  return group === 'security.istio.io' ? new Set([...namespaces, MESH_ROOT]) : namespaces;
}

function isNear(kind: ServedResource, { metadata }: ForeignPolicy, namespaces: ReadonlySet<string>): boolean {
  // The API server of Calico shows the policies of Kubernetes as well, which the suite evaluates itself.
  if (kind.group === 'projectcalico.org' && metadata?.name?.startsWith('knp.')) return false;
  return !kind.namespaced || placesOf(kind, namespaces).has(metadata?.namespace ?? '');
}

function nameOf({ kind, group }: ServedResource, { metadata }: ForeignPolicy): string {
  const name = [metadata?.namespace, metadata?.name].filter(Boolean).join('/');
  return `${SHARED_NAMES.has(kind) ? `${kind}.${group}` : kind} ${name}`;
}
