import { z } from 'zod';
import { ClusterError, isForbidden } from '../cluster-error.ts';
import type { Cluster } from '../cluster.ts';
import type { Kind } from './kind.ts';
import { rawJson } from '../raw-json.ts';

/** A resource that the API server serves. */
export interface ServedResource extends Kind {
  /** Its subresources, such as `scale`. */
  readonly subresources: readonly string[];
  readonly verbs: readonly string[];
}

/** What discovery says. */
export interface Served {
  readonly resources: readonly ServedResource[];
  /** The API groups of which the API server does not say what they serve, such as those of an aggregated API that is down; `*` for all. */
  readonly silent: readonly { group: string; why: string }[];
}

/** How long an answer is used, in milliseconds: definitions of kinds seldom change during a run. */
const AGE_MS = 300_000;

/** The groups of adapters of metrics: what they serve is no object of anybody. */
const METRICS_GROUPS = ['custom.metrics.k8s.io', 'external.metrics.k8s.io', 'metrics.k8s.io'] as const;

/** The groups of the API server itself, the kinds of which are known. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  ...['apps', 'autoscaling', 'batch', 'extensions', 'policy'],
  ...METRICS_GROUPS,
  ...[
    ...['admissionregistration', 'apiextensions', 'apiregistration', 'authentication', 'authorization', 'certificates'],
    ...['coordination', 'discovery', 'events', 'flowcontrol.apiserver', 'internal.apiserver', 'networking', 'node'],
    ...['rbac.authorization', 'resource', 'scheduling', 'storage', 'storagemigration'],
  ].map((name) => `${name}.k8s.io`),
]);

const groupsSchema = z.object({
  groups: z
    .array(z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) }))
    .nullish()
    .transform((groups) => groups ?? []),
});
const resourcesSchema = z.object({
  resources: z
    .array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) }))
    .nullish()
    .transform((resources) => resources ?? []),
});

const known = new WeakMap<Cluster, { at: number; served: Promise<Served> }>();

/**
 * All resources that are not the API server's own, each in the version that it prefers. Every authenticated account may ask for them
 * (ClusterRole `system:discovery`). One answer serves all callers for five minutes; it costs one request for each version of a group.
 * @throws ClusterError when the API server does not answer.
 */
export function servedResources(cluster: Cluster): Promise<Served> {
  const now = cluster.clock.now();
  const recent = known.get(cluster);
  if (recent && now - recent.at < AGE_MS) return recent.served;
  const served = readWithout(cluster, OWN_GROUPS);
  known.set(cluster, { at: now, served });
  served.catch(() => known.delete(cluster));
  return served;
}

/**
 * All resources of which somebody may have objects: those of the API server itself, too. It is asked each time, so that a kind that was just
 * defined is among them.
 * @throws ClusterError when the API server does not answer.
 */
export async function allResources(cluster: Cluster): Promise<Served> {
  const [core, { resources, silent }] = await Promise.all([
    readVersion(cluster, '', 'v1'),
    readWithout(cluster, new Set<string>(METRICS_GROUPS)),
  ]);
  const coreIsSilent = core === undefined ? [{ group: 'v1', why: 'the API server does not say what v1 serves' }] : [];
  return { resources: [...(core ?? []), ...resources], silent: [...coreIsSilent, ...silent] };
}

/** The resources of all groups except some, each in the version that its group prefers. */
async function readWithout(cluster: Cluster, left: ReadonlySet<string>): Promise<Served> {
  const groups = await readGroups(cluster);
  if (groups === undefined)
    return { resources: [], silent: [{ group: '*', why: 'which kinds are served may not be read (get /apis)' }] };
  const others = groups.filter(({ name }) => !left.has(name));
  const read = await Promise.all(
    others.map(async ({ name, versions }) => {
      const lists = versions.map(({ version }) => readVersion(cluster, name, version));
      return { name, lists: await Promise.all(lists) };
    }),
  );
  return {
    resources: read.flatMap(({ lists }) => firstOfEach(lists.flatMap((list) => list ?? []))),
    silent: read.flatMap(({ name, lists }) =>
      lists.includes(undefined) ? [{ group: name, why: `API group ${name} does not answer` }] : [],
    ),
  };
}

/** The groups; `undefined` when they may not be read. */
async function readGroups(cluster: Cluster): Promise<z.infer<typeof groupsSchema>['groups'] | undefined> {
  try {
    return (await rawJson(cluster, { path: '/apis', schema: groupsSchema, wanted: 'a list of API groups' })).groups;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    if (error instanceof ClusterError && error.status === 404) return [];
    throw error;
  }
}

/** The resources of one version of a group; `undefined` when the server behind it does not answer, or answers with something else. */
async function readVersion(cluster: Cluster, group: string, version: string): Promise<ServedResource[] | undefined> {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { resources } = await rawJson(cluster, { path, schema: resourcesSchema, wanted: 'a list of resources' });
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => ({
        ...{ group, version, resource: name, kind, namespaced, verbs },
        subresources: resources.flatMap((one) =>
          one.name.startsWith(`${name}/`) ? [one.name.slice(name.length + 1)] : [],
        ),
      }));
  } catch (error) {
    // 404: the definition was deleted meanwhile. 503: the aggregated API behind it does not answer.
    if (!(error instanceof ClusterError) || error.unanswered) throw error;
    return error.status === 404 ? [] : undefined;
  }
}

/** A group lists its preferred version first; a resource that only an older one serves counts as well. */
function firstOfEach(resources: readonly ServedResource[]): ServedResource[] {
  return [...new Map(resources.toReversed().map((one) => [one.resource, one])).values()];
}
