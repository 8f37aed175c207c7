import { ClusterError, isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Pod } from '../../../cluster/kinds.ts';
import { objectPath } from '../../../cluster/paths.ts';
import type { Right } from '../../../cluster/rights.ts';
import { servedResources, type ServedResource } from '../../../cluster/served-resources.ts';
import { mayCreatePods, ofCustomKind, replicasOf, type CustomWorkload, type Scale } from './custom-creator.ts';
import type { PodCreator } from './pod-creator.ts';

/** What a Service without endpoints may be about, in its namespace, when no common kind creates its pods. */
export interface Surroundings {
  /** The creators of pods whose kinds are not Kubernetes' own. */
  readonly creators: readonly PodCreator[];
  /** The kinds of creators that could not be read, each with the reason: a permission is missing, or their API does not answer. */
  readonly unread: readonly string[];
  /** All pods of the namespace; none if they may not be read. */
  readonly pods: readonly Pod[];
}

/** How long they are used, in milliseconds, unless the reason of a failure is to be shown: they cost a LIST for each kind of creator, and one of the pods. */
const AGE_MS = 60_000;
const FRESH_MS = 5_000;

/** Kinds in use today, for the roles of the plugin. Others are read where the account may do so, and named where it may not. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': ['rollouts'],
  'apps.kruise.io': ['clonesets', 'statefulsets'],
  'apps.openshift.io': ['deploymentconfigs'],
  'core.strimzi.io': ['strimzipodsets'],
  'kafka.strimzi.io': ['kafkanodepools', 'kafkaconnects', 'kafkabridges', 'kafkamirrormaker2s'],
  'keda.sh': ['scaledjobs'],
  'leaderworkerset.x-k8s.io': ['leaderworkersets'],
  'monitoring.coreos.com': ['alertmanagers', 'prometheuses', 'prometheusagents', 'thanosrulers'],
  'postgresql.cnpg.io': ['clusters', 'poolers'],
};

/** The permissions to list them; without these, a Service of theirs is inconclusive, and says which are missing. */
export const customCreatorRights: readonly Right[] = Object.entries(KNOWN).flatMap(([group, resources]) =>
  resources.map((resource): Right => ({
    ...{ group, resource, verbs: ['list'], scope: 'cluster', namespaced: true, optional: true },
  })),
);

const known = new WeakMap<Cluster, Map<string, { at: number; found: Promise<Surroundings> }>>();

/**
 * Reads them. Kinds of creators are found through discovery: every kind with a subresource `scale`, and few others. All callers with the same namespace share an answer.
 * @param isFresh whether it must be of a moment ago.
 * @throws ClusterError when the API server does not answer.
 */
export function surroundingsOf(cluster: Cluster, namespace: string, isFresh: boolean): Promise<Surroundings> {
  const places = known.get(cluster) ?? new Map<string, { at: number; found: Promise<Surroundings> }>();
  known.set(cluster, places);
  const now = cluster.clock.now();
  const recent = places.get(namespace);
  if (recent && now - recent.at < (isFresh ? FRESH_MS : AGE_MS)) return recent.found;
  const found = readAll(cluster, namespace);
  places.set(namespace, { at: now, found });
  found.catch(() => places.delete(namespace));
  return found;
}

async function readAll(cluster: Cluster, namespace: string): Promise<Surroundings> {
  const [{ resources, silent }, pods] = await Promise.all([servedResources(cluster), readPods(cluster, namespace)]);
  const lists = await Promise.all(resources.filter(mayCreatePods).map((kind) => readKind(cluster, kind, namespace)));
  return {
    pods,
    creators: lists.flatMap(({ creators }) => creators),
    unread: [...lists.flatMap(({ unread }) => unread), ...silent.map(({ why }) => why)],
  };
}

async function readPods(cluster: Cluster, namespace: string): Promise<Pod[]> {
  try {
    return await cluster.list(kinds.pods, { namespace });
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

async function readKind(
  cluster: Cluster,
  kind: ServedResource,
  namespace: string,
): Promise<Pick<Surroundings, 'creators' | 'unread'>> {
  const name = `${kind.resource}.${kind.group}`;
  try {
    const objects = await cluster.list(kind, { namespace });
    const creators = objects.map(async (one) => {
      const work = one as CustomWorkload;
      return ofCustomKind(kind, work, replicasOf(work) === undefined ? await scaleOf(cluster, kind, work) : undefined);
    });
    return { creators: await Promise.all(creators), unread: [] };
  } catch (error) {
    if (isForbidden(error)) return { creators: [], unread: [`${name} may not be read: ${error.seen}`] };
    // Its definition was deleted meanwhile, or its LIST is not offered.
    if (error instanceof ClusterError && (error.status === 404 || error.status === 405))
      return { creators: [], unread: [] };
    // The conversion webhook of its definition is gone, or the server behind its API: that says nothing about other kinds.
    if (error instanceof ClusterError && (error.status ?? 0) >= 500)
      return { creators: [], unread: [`${name} could not be read: ${error.seen}`] };
    throw error;
  }
}

/** The subresource `scale` of an object; `undefined` where its number of replicas is not set: the API server has an error for that. */
async function scaleOf(
  cluster: Cluster,
  kind: ServedResource,
  { metadata }: CustomWorkload,
): Promise<Scale | undefined> {
  const { namespace = '', name = '' } = metadata ?? {};
  try {
    return JSON.parse(await cluster.raw(objectPath(kind, { namespace, name }, 'scale'))) as Scale;
  } catch (error) {
    if (error instanceof ClusterError && (error.status === 404 || error.status === 500)) return undefined;
    throw error;
  }
}
