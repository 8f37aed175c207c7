import type { ServedResource } from '../../../cluster/kinds/served-resources.ts';
import { ordinalOf } from './added-labels.ts';
import { replicasOf, wantedPods } from './custom-idle.ts';
import type { Owner, PodCreator, Selector } from './pod-creator.ts';

/** An object of a kind that is not Kubernetes' own, as far as such kinds resemble each other. */
export interface CustomWorkload {
  metadata?: {
    namespace?: string;
    name?: string;
    uid?: string;
    annotations?: Labels;
    ownerReferences?: readonly (Owner & { controller?: boolean })[];
  };
  spec?: unknown;
  status?: unknown;
}

/** Its subresource `scale`: the same for every kind (autoscaling/v1). */
export interface Scale {
  spec?: { replicas?: number | undefined } | undefined;
  status?: { replicas?: number | undefined; selector?: string | undefined } | undefined;
}

type Labels = Readonly<Record<string, string>>;

/** The kinds without a subresource `scale` that create pods, or objects that do, and may have none by design; by API group. */
export const UNSCALED: Readonly<Record<string, readonly string[]>> = {
  'acid.zalan.do': ['postgresqls'],
  'agones.dev': ['gameservers'],
  'apps.kruise.io': ['advancedcronjobs', 'broadcastjobs'],
  'batch.volcano.sh': ['jobs'],
  'core.strimzi.io': ['strimzipodsets'],
  'jobset.x-k8s.io': ['jobsets'],
  'kafka.strimzi.io': ['kafkas'],
  'keda.sh': ['scaledjobs'],
  'kubeflow.org': ['mpijobs', 'notebooks'],
  'kubevirt.io': ['virtualmachines'],
  'pgv2.percona.com': ['perconapgclusters'],
  'postgres-operator.crunchydata.com': ['postgresclusters'],
  'psmdb.percona.com': ['perconaservermongodbs'],
  'pxc.percona.com': ['perconaxtradbclusters'],
  'ray.io': ['rayclusters', 'rayjobs'],
  'sparkoperator.k8s.io': ['scheduledsparkapplications', 'sparkapplications'],
};

/** Whether objects of a kind may create pods: they can be scaled, or are known to. */
export function mayCreatePods({ group, resource, namespaced, subresources, verbs }: ServedResource): boolean {
  if (!namespaced || !verbs.includes('list')) return false;
  return (
    subresources.includes('scale') || (Object.hasOwn(UNSCALED, group) && UNSCALED[group]?.includes(resource)) === true
  );
}

/** Whether its subresource `scale` has to be read: its manifest does not say how many pods it asks for, or which labels they have. */
export function needsScale({ subresources }: ServedResource, one: CustomWorkload): boolean {
  if (!subresources.includes('scale')) return false;
  return replicasOf(one) === undefined || labelsOf(one).every((labels) => Object.keys(labels).length === 0);
}

/**
 * An object of any kind as the creator of its pods: one for each template of its manifest, and one if it has none. Which labels its controller adds
 * is not known, so any may be added; those of its template and its selector must be as the Service selects.
 * @param scale its subresource, if it was read.
 */
export function ofCustomKind(kind: ServedResource, one: CustomWorkload, scale?: Scale): PodCreator[] {
  const { metadata } = one;
  const name = `${kind.kind.toLowerCase()} ${metadata?.namespace}/${metadata?.name}`;
  // Zero is left out in JSON.
  const replicas = scale ? (scale.spec?.replicas ?? 0) : replicasOf(one);
  const { idle, isUnsure } = wantedPods({ ...one, kind: kind.kind, group: kind.group }, replicas);
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  return labelsOf(one, scale).map((labels) => ({
    ...{ name, uid: metadata?.uid ?? '', labels },
    adds: (key, value) =>
      isPodName(key) && ordinalOf(one, key, value) !== undefined ? 'its own' : !Object.hasOwn(labels, key) && 'any',
    idle: (selector) => {
      if (idle !== undefined) return `${name} ${idle}`;
      const beyond = beyondOf(one, selector, replicas);
      return beyond === undefined ? undefined : `${name} is scaled to ${replicas}: it has no pod ${beyond}`;
    },
    isNamed: (selector) => isNamed(kind, metadata?.name, selector),
    ...(isUnsure && { isUnsure }),
    ...(owner && { owner }),
  }));
}

/** Kinds that name their pods as a StatefulSet does label them in the same way: those of OpenKruise and Strimzi. */
const isPodName = (key: string) => key === 'statefulset.kubernetes.io/pod-name';

/** The pod that a selector names, if it is beyond the number of pods; not where pods are numbered in another way, or come and go one by one. */
function beyondOf(one: CustomWorkload, selector: Selector, replicas = Infinity): string | undefined {
  const { reserveOrdinals, pods } = fieldsOf(one.spec);
  if (reserveOrdinals !== undefined || pods !== undefined) return undefined;
  const named = Object.entries(selector).find(([key]) => isPodName(key));
  const ordinal = named && ordinalOf(one, ...named);
  return ordinal !== undefined && ordinal >= replicas ? named?.[1] : undefined;
}

/**
 * Whether a selector has the name of an object, as the value of a label in the domain of its kind: `cnpg.io/cluster=db` is for a Cluster `db` of
 * `postgresql.cnpg.io`. So operators label the pods that they make one by one.
 */
function isNamed({ group }: ServedResource, name: string | undefined, selector: Selector): boolean {
  return Object.entries(selector).some(([key, value]) => {
    const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    const isOfKind = domain === group || domain.endsWith(`.${group}`) || group.endsWith(`.${domain}`);
    return domain !== '' && isOfKind && value === name;
  });
}

/** The labels of the pods of an object, as far as its manifest says; an alternative for each of its templates. */
function labelsOf({ spec, status }: CustomWorkload, scale?: Scale): Labels[] {
  const [state, wanted] = [fieldsOf(status), fieldsOf(spec)];
  const common = {
    ...pairsOf(state['selector']),
    ...pairsOf(state['labelSelector']),
    ...pairsOf(scale?.status?.selector),
    ...pairsOf(wanted['selector']),
  };
  const templates = templatesIn(spec, DEPTH);
  return templates.length === 0 ? [common] : templates.map((labels) => ({ ...common, ...labels }));
}

/** How deep in a manifest templates are: that of an AdvancedCronJob is `spec.template.jobTemplate.spec.template`. */
const DEPTH = 6;

/** The labels of all templates in a part of a manifest: what has labels in its metadata, and is called so or has a specification. */
function templatesIn(part: unknown, depth: number, isTemplate = false): Labels[] {
  if (typeof part !== 'object' || part === null || depth === 0) return [];
  const { metadata, spec } = fieldsOf(part);
  const labels = isTemplate || spec !== undefined ? pairsOf(fieldsOf(metadata)['labels']) : {};
  // Templates of volumes have labels of their own.
  const parts = Object.entries(part).filter(([key]) => !/claim/i.test(key));
  const inside = parts.flatMap(([key, one]) => templatesIn(one, depth - 1, /template$/i.test(key)));
  return Object.keys(labels).length > 0 ? [labels, ...inside] : inside;
}

/** The exact labels of a selector, as text, as labels, or as `matchLabels`. */
function pairsOf(selector: unknown): Labels {
  if (typeof selector === 'string') {
    const pairs = selector.split(',').map((pair) => pair.trim().split(/(?<!!)==?/));
    return Object.fromEntries(pairs.filter(([key, value, more]) => key && value !== undefined && more === undefined));
  }
  if (typeof selector !== 'object' || selector === null) return {};
  if ('matchLabels' in selector) return pairsOf(selector.matchLabels);
  return Object.fromEntries(
    Object.entries(selector).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
