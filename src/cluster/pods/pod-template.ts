import type { Manifest } from '../cluster.ts';
import type { Kind } from '../kinds/kind.ts';

/** What a manifest says about the pods that are created from it; of a bare pod, the pod itself. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}

/** The fields of a pod's spec that the suite reads or applies defaults to. */
export type PodSpec = Record<string, unknown> & {
  containers: (Record<string, unknown> & { image?: string })[];
  nodeSelector?: Record<string, string>;
  tolerations?: unknown[];
  securityContext?: Record<string, unknown>;
};

/**
 * Where the kinds that make pods keep the template of these, by group and kind. Many other kinds have a `spec.template` of something else: a
 * NodePool of Karpenter has one of nodes.
 */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
};

/** Whether pods are created from the objects of a kind, or are its objects; pure. */
export function makesPods({ group, kind }: Pick<Kind, 'group' | 'kind'>): boolean {
  return `${group}/${kind}` in PATHS;
}

/** The template of the pods that are created from an object; `undefined` for a kind that makes no pods; pure. */
export function podTemplateOf(manifest: Manifest): PodTemplate | undefined {
  const found = pathOf(manifest)?.reduce<unknown>((place, step) => fieldsOf(place)[step], manifest);
  const { spec } = fieldsOf(found);
  return Array.isArray(fieldsOf(spec)['containers']) ? (found as PodTemplate) : undefined;
}

/** The manifest with a changed template of its pods, if its kind makes pods; pure. */
export function withPodTemplate(manifest: Manifest, change: (template: PodTemplate) => PodTemplate): Manifest {
  const template = podTemplateOf(manifest);
  if (template === undefined) return manifest;
  return withAt(manifest, pathOf(manifest) ?? [], change(template)) as Manifest;
}

function pathOf({ apiVersion, kind }: Manifest): readonly string[] | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return PATHS[`${group}/${kind}`];
}

function withAt(whole: object, [step, ...rest]: readonly string[], value: object): object {
  if (step === undefined) return { ...whole, ...value };
  return { ...whole, [step]: withAt(fieldsOf(fieldsOf(whole)[step]), rest, value) };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
