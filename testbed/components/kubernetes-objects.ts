import type { Manifest } from './component.ts';

/** Who a component is: the name, namespace and labels of its objects. */
export interface Identity {
  name: string;
  namespace: string;
  labels: Record<string, string>;
}

/** One rule of a role. */
export interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/** A component of an add-on, which has its own namespace. */
export function identity(namespace: string, name: string): Identity {
  return { name, namespace, labels: { 'app.kubernetes.io/name': name } };
}

export function namespace(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A service account, and a ClusterRole of the same name that it has. */
export function access(who: Identity, rules: Rule[]): Manifest[] {
  const role = `shakedown-testbed:${who.name}`;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...who } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: role }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: role },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: who.name, namespace: who.namespace }],
    },
  ];
}

export function configMap(who: Identity, data: Record<string, string>): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...who }, data };
}

export function service(who: Identity, port: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...who },
    spec: { selector: who.labels, ports: [{ name: 'http', port, protocol: 'TCP', targetPort: port }] },
  };
}

/** What every container of an add-on may not do. */
export const CONFINED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
} as const;

/**
 * A Deployment of one pod that is replaced, never doubled.
 * @param annotations of its pods; a digest of their configuration makes a new one replace them.
 */
export function oneReplica(who: Identity, pod: object, annotations: Record<string, string> = {}): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...who },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: who.labels },
      template: { metadata: { labels: who.labels, annotations }, spec: pod },
    },
  };
}

/** A DaemonSet on every real node, whatever its taints are. @param avoid the label of nodes that run nothing. */
export function onEveryNode(who: Identity, pod: object, avoid: string): Manifest {
  const real = [{ matchExpressions: [{ key: avoid, operator: 'DoesNotExist' }] }];
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: real } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { ...who },
    spec: {
      selector: { matchLabels: who.labels },
      template: {
        metadata: { labels: who.labels },
        spec: { affinity, tolerations: [{ operator: 'Exists' }], ...pod },
      },
    },
  };
}
