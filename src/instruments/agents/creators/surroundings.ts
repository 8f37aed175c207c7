import { z } from 'zod';
import { ClusterError, isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { recentList } from '../../../cluster/lists/recent-list.ts';
import { objectPath } from '../../../cluster/kinds/paths.ts';
import { rawJson } from '../../../cluster/raw-json.ts';
import { rightTo } from '../../../cluster/rights/right-to.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import { servedResources, type ServedResource } from '../../../cluster/kinds/served-resources.ts';
import {
  mayCreatePods,
  needsScale,
  ofCustomKind,
  UNSCALED,
  type CustomWorkload,
  type Scale,
} from './custom-creator.ts';
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

/**
 * Kinds with a subresource `scale` that are in use today, for the roles of the plugin. Others are read where the account may do so, and named where it
 * may not.
 */
const SCALED: Readonly<Record<string, readonly string[]>> = {
  'agones.dev': ['fleets'],
  'argoproj.io': ['rollouts'],
  'apps.kruise.io': ['clonesets', 'statefulsets'],
  'apps.openshift.io': ['deploymentconfigs'],
  'elasticsearch.k8s.elastic.co': ['elasticsearches'],
  'kafka.strimzi.io': ['kafkanodepools', 'kafkaconnects', 'kafkabridges', 'kafkamirrormaker2s'],
  'kibana.k8s.elastic.co': ['kibanas'],
  'kubeflow.org': ['pytorchjobs', 'tfjobs'],
  'kubevirt.io': ['virtualmachineinstancereplicasets', 'virtualmachinepools'],
  'leaderworkerset.x-k8s.io': ['leaderworkersets'],
  'monitoring.coreos.com': ['alertmanagers', 'prometheuses', 'prometheusagents', 'thanosrulers'],
  'postgresql.cnpg.io': ['clusters', 'poolers'],
};

/** Objects of a kind in one namespace whose subresource is read; they rarely are as many. */
const MOST_SCALES = 50;

/**
 * The permissions to list them, and to read the number of their pods and their labels where the manifest does not say them; without these, a Service of
 * theirs is inconclusive, and says which are missing.
 */
export const customCreatorRights: readonly Right[] = [SCALED, UNSCALED].flatMap((kinds) =>
  Object.entries(kinds).flatMap(([group, resources]) =>
    resources.flatMap((resource): Right[] => {
      const common = { group, scope: 'cluster', namespaced: true, optional: true } as const;
      const list = { ...common, resource, verbs: ['list'] };
      return kinds === SCALED ? [list, { ...common, resource: `${resource}/scale`, verbs: ['get'] }] : [list];
    }),
  ),
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

/** The objects of a kind in a namespace, as creators of pods, and what about them could not be read. */
export async function readKind(
  cluster: Cluster,
  kind: ServedResource,
  namespace: string,
): Promise<Pick<Surroundings, 'creators' | 'unread'>> {
  const name = `${kind.resource}.${kind.group}`;
  try {
    const objects = (await recentList(cluster, kind, { namespace })) as CustomWorkload[];
    const unclear = objects.filter((one) => needsScale(kind, one));
    const asked = unclear.slice(0, MOST_SCALES);
    const unread =
      unclear.length > asked.length
        ? [`only ${asked.length} of ${unclear.length} ${name} were read with their scale`]
        : [];
    const creators = objects.map(async (one) => {
      const scale = asked.includes(one) ? await scaleOf(cluster, kind, one) : {};
      if (scale.unread !== undefined) unread.push(scale.unread);
      return ofCustomKind(kind, one, scale.read);
    });
    return { creators: (await Promise.all(creators)).flat(), unread };
  } catch (error) {
    if (isForbidden(error)) return { creators: [], unread: [`${name} may not be read: ${error.seen}`] };
    // Its definition was deleted meanwhile, or its LIST is not offered.
    if (error instanceof ClusterError && (error.status === 404 || error.status === 405))
      return { creators: [], unread: [] };
    // The conversion webhook of its definition is gone, or the server behind its API: that says nothing about other kinds.
    if (error instanceof ClusterError && ((error.status ?? 0) >= 500 || error.code === 'CLUSTER_INVALID'))
      return { creators: [], unread: [`${name} could not be read: ${error.seen}`] };
    throw error;
  }
}

const scaleSchema: z.ZodType<Scale> = z.object({
  spec: z.object({ replicas: z.number().optional() }).optional(),
  status: z.object({ replicas: z.number().optional(), selector: z.string().optional() }).optional(),
});

/** The subresource `scale` of an object; nothing where its number of replicas is not set: the API server has an error for that. */
async function scaleOf(
  cluster: Cluster,
  kind: ServedResource,
  { metadata }: CustomWorkload,
): Promise<{ read?: Scale; unread?: string }> {
  const { namespace = '', name = '' } = metadata ?? {};
  try {
    const path = objectPath(kind, { namespace, name }, 'scale');
    return { read: await rawJson(cluster, { path, schema: scaleSchema, wanted: 'a scale' }) };
  } catch (error) {
    if (isForbidden(error)) return { unread: `missing permission: ${rightTo('get', kind, namespace, 'scale')}` };
    if (error instanceof ClusterError && (error.status === 404 || error.status === 500)) return {};
    throw error;
  }
}
