import { refusal, type Api } from '../cluster/api.ts';
import type { Component, Manifest } from './component.ts';

const DEFINED = [
  definition('karpenter.sh', 'v1', 'NodePool'),
  definition('karpenter.sh', 'v1', 'NodeClaim'),
  definition('karpenter.sh', 'v1alpha1', 'NodeOverlay'),
  // Nobody reports the state of this class: its own definition says that it is ready.
  definition('karpenter.kwok.sh', 'v1alpha1', 'KWOKNodeClass', {
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Ready', message: '', lastTransitionTime: '2024-01-01T00:00:00Z' },
    ],
  }),
];

/**
 * The kinds of Karpenter. Their fields are not validated, and have no defaults: what the testbed creates of them is complete.
 * The definitions with schemas: https://github.com/kubernetes-sigs/karpenter/tree/v1.13.0/pkg/apis/crds
 */
export const karpenterKinds: Component = {
  name: 'karpenter-kinds',
  addon: 'nodes',
  binaries: [],
  after: ['kube-apiserver'],
  manifests: () => DEFINED,
  missing: async ({ api }) => {
    for (const { metadata } of DEFINED) {
      const missing = await notEstablished(api, metadata.name);
      if (missing !== undefined) return missing;
    }
    return undefined;
  },
};

async function notEstablished(api: Api, name: string): Promise<string | undefined> {
  const answer = await api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
  const refused = refusal(answer);
  if (refused !== undefined) return refused;
  const { status } = answer.body as { status?: { conditions?: { type: string; status: string }[] } };
  const isEstablished = status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True');
  return isEstablished ? undefined : `${name} is not established`;
}

/** A kind outside of namespaces with a status of its own. @param status its default. */
function definition(group: string, version: string, kind: string, status?: object): Manifest {
  const plural = `${kind.toLowerCase()}s`.replace(/classs$/, 'classes');
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: anything, status: { ...anything, ...(status && { default: status }) } },
            },
          },
        },
      ],
    },
  };
}
