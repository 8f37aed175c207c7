import type { ServedResource } from '../../../cluster/served-resources.ts';
import type { Owner, PodCreator } from './pod-creator.ts';

/** An object of a kind that is not Kubernetes' own, as far as such kinds resemble each other. */
export interface CustomWorkload {
  metadata?: {
    namespace?: string;
    name?: string;
    uid?: string;
    ownerReferences?: readonly (Owner & { controller?: boolean })[];
  };
  spec?: {
    replicas?: number;
    /** Their number where `replicas` has another name, as in CloudNativePG. */
    instances?: number;
    /** The pods themselves, as in a StrimziPodSet. */
    pods?: readonly unknown[];
    selector?: { matchLabels?: Labels } | Labels;
    template?: Template;
    jobTargetRef?: { template?: Template };
  };
  status?: { selector?: unknown; labelSelector?: unknown };
}

/** Its subresource `scale`: the same for every kind (autoscaling/v1). */
export interface Scale {
  spec?: { replicas?: number };
  status?: { replicas?: number; selector?: string };
}

type Labels = Record<string, string>;
type Template = { metadata?: { labels?: Labels } };

/** The kinds without a subresource `scale` that create pods, and may have none by design. */
const OTHERS: ReadonlySet<string> = new Set(['strimzipodsets.core.strimzi.io', 'scaledjobs.keda.sh']);

/** Whether objects of a kind may create pods: they can be scaled, or are known to. */
export function mayCreatePods({ group, resource, namespaced, subresources, verbs }: ServedResource): boolean {
  if (!namespaced || !verbs.includes('list')) return false;
  return subresources.includes('scale') || OTHERS.has(`${resource}.${group}`);
}

/** How many pods an object asks for; `undefined` when only its subresource `scale` says it. */
export function replicasOf({ spec }: CustomWorkload): number | undefined {
  if (spec?.jobTargetRef) return 0;
  return spec?.replicas ?? spec?.instances ?? spec?.pods?.length;
}

/**
 * An object of any kind as the creator of its pods. Which labels its controller adds is not known, so any may be added; those of its template
 * and its selector must be as the Service selects.
 * @param scale its subresource, if it was read.
 */
export function ofCustomKind(kind: ServedResource, one: CustomWorkload, scale?: Scale): PodCreator {
  const { metadata, spec, status } = one;
  const labels = {
    ...pairsOf(status?.selector),
    ...pairsOf(status?.labelSelector),
    ...pairsOf(scale?.status?.selector),
    ...pairsOf(spec?.selector),
    ...spec?.jobTargetRef?.template?.metadata?.labels,
    ...spec?.template?.metadata?.labels,
  };
  const name = `${kind.kind.toLowerCase()} ${metadata?.namespace}/${metadata?.name}`;
  const between = spec?.jobTargetRef ? 'is between two runs' : 'is scaled to zero';
  // Zero is left out in JSON.
  const replicas = scale ? (scale.spec?.replicas ?? 0) : replicasOf(one);
  const idle = replicas === 0 ? `${name} ${between}` : undefined;
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  return {
    ...{ name, uid: metadata?.uid ?? '', labels },
    adds: (key) => !(key in labels) && 'any',
    idle: () => idle,
    ...(owner && { owner }),
  };
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
