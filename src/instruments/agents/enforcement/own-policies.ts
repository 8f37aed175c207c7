import type { Manifest } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { agentLabels } from '../fleet/agent-daemon-set.ts';

/** The label of a namespace that the API server sets, so that nobody can take it. */
const NAME_OF_NAMESPACE = 'kubernetes.io/metadata.name';

/** Denies all that connect to the pods of a target app, and to no other pod. */
export function denyAll(app: Required<Ref>): Manifest {
  return policy(app, 'deny', []);
}

/** Admits the probe agents to these pods. @param suite the namespace of the agents. */
export function admitAgents(app: Required<Ref>, suite: string): Manifest {
  const from = [
    {
      namespaceSelector: { matchLabels: { [NAME_OF_NAMESPACE]: suite } },
      podSelector: { matchLabels: agentLabels },
    },
  ];
  return policy(app, 'admit', [{ from }]);
}

/** The labels of the pods of a target app. */
export const labelsOf = (app: string) => ({ 'app.kubernetes.io/name': app });

/** Whether a policy in the namespace of a target app is one of these; pure. @param app the name of the app. */
export function isOwnPolicy(name: string, app: string): boolean {
  return [`${app}-deny`, `${app}-admit`].includes(name);
}

function policy({ namespace, name }: Required<Ref>, what: string, ingress: readonly object[]): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: `${name}-${what}` },
    spec: {
      podSelector: { matchLabels: labelsOf(name) },
      policyTypes: ['Ingress'],
      ingress,
    },
  };
}
