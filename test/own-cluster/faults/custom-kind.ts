import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** A kind that is not Kubernetes' own. */
export interface CustomKind {
  /** `cilium.io/v2` */
  apiVersion: string;
  kind: string;
  /** Plural name, as in URLs. */
  resource: string;
  /** @default 'Namespaced' */
  scope?: 'Cluster';
  /** Its subresource `scale`, in the terms of its definition. @default none */
  scale?: object;
}

/** What is being created in a cluster, by its kubectl. */
const creations = new WeakMap<LocalCluster['kubectl'], Promise<void>>();

/**
 * Defines kinds as their operators or network plugins do, and creates objects of them, of which nobody takes notice.
 *
 * Faults are created at the same time and may share a kind or an object, which `kubectl apply` creates only if it was
 * absent when it looked: one call waits for the other.
 */
export async function createCustom(
  local: LocalCluster,
  kinds: readonly CustomKind[],
  objects: readonly object[],
): Promise<void> {
  const before = creations.get(local.kubectl) ?? Promise.resolve();
  const created = before.then(() => create(local, kinds, objects));
  creations.set(local.kubectl, created);
  await created;
}

async function create({ kubectl, apply }: LocalCluster, kinds: readonly CustomKind[], objects: readonly object[]) {
  await apply(kinds.map(definitionOf));
  const names = kinds.map((kind) => `customresourcedefinition/${nameOf(kind)}`);
  await kubectl(['wait', '--for=condition=Established', ...names, '--timeout=60s']);
  await apply(objects);
}

const groupOf = ({ apiVersion }: CustomKind) => apiVersion.slice(0, apiVersion.indexOf('/'));
const nameOf = (kind: CustomKind) => `${kind.resource}.${groupOf(kind)}`;

function definitionOf(one: CustomKind): object {
  const { apiVersion, kind, resource, scope = 'Namespaced', scale } = one;
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: nameOf(one),
      labels: { 'shakedown-test': 'fault' },
      // Groups of the project itself are protected.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group: groupOf(one),
      names: { kind, plural: resource, singular: kind.toLowerCase() },
      scope,
      versions: [
        {
          ...{ name: apiVersion.slice(apiVersion.indexOf('/') + 1), served: true, storage: true },
          schema: { openAPIV3Schema: anything },
          ...(scale && { subresources: { scale } }),
        },
      ],
    },
  };
}
