import { refusal } from '../cluster/api.ts';
import type { Component, Manifest } from './component.ts';
import { access, CONFINED, identity, namespace, oneReplica, type Rule } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('karpenter', 'karpenter');

/** Karpenter with its kwok provider: it adds nodes for pods that fit nowhere, and removes them again. They are simulated by kwok. */
export const karpenter: Component = {
  name: WHO.name,
  addon: 'nodes',
  binaries: [],
  images: ['karpenter'],
  after: ['kubelet', 'coredns', 'kwok', 'karpenter-kinds'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(WHO, RULES),
    ...leases(),
    deployment(image('karpenter').ref),
    {
      apiVersion: 'karpenter.kwok.sh/v1alpha1',
      kind: 'KWOKNodeClass',
      metadata: { name: 'default' },
      spec: { nodeRegistrationDelay: '1s' },
    },
    nodePool(),
  ],
  missing: async ({ api }) => (await deploymentMissing(api, WHO)) ?? poolMissing(await api.get(POOL)),
};

const POOL = '/apis/karpenter.sh/v1/nodepools/default';

interface Pool {
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

function poolMissing(answer: { status: number; body: unknown }): string | undefined {
  const refused = refusal(answer);
  if (refused !== undefined) return refused;
  const ready = (answer.body as Pool).status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? undefined : `NodePool default is not ready: ${ready?.message ?? 'not judged yet'}`;
}

/** The rules of the chart: https://github.com/kubernetes-sigs/karpenter/tree/v1.13.0/kwok/charts/templates */
const RULES: Rule[] = [
  rule('karpenter.kwok.sh', ['kwoknodeclasses'], ['get', 'list', 'watch']),
  rule('karpenter.kwok.sh', ['kwoknodeclasses', 'kwoknodeclasses/status'], ['patch', 'update']),
  rule(
    'karpenter.sh',
    ['nodepools', 'nodepools/status', 'nodeclaims', 'nodeclaims/status', 'nodeoverlays', 'nodeoverlays/status'],
    ['get', 'list', 'watch'],
  ),
  rule(
    '',
    ['pods', 'nodes', 'persistentvolumes', 'persistentvolumeclaims', 'replicationcontrollers', 'namespaces'],
    ['get', 'list', 'watch'],
  ),
  rule('storage.k8s.io', ['storageclasses', 'csinodes', 'volumeattachments'], ['get', 'list', 'watch']),
  rule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], ['list', 'watch']),
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['list', 'watch']),
  rule('policy', ['poddisruptionbudgets'], ['get', 'list', 'watch']),
  rule(
    'karpenter.sh',
    ['nodeclaims', 'nodeclaims/status', 'nodeclaims/finalizers'],
    ['create', 'delete', 'update', 'patch'],
  ),
  rule(
    'karpenter.sh',
    ['nodepools', 'nodepools/status', 'nodepools/finalizers', 'nodeoverlays/status'],
    ['update', 'patch'],
  ),
  rule('', ['events'], ['create', 'patch']),
  rule('', ['nodes'], ['create', 'patch', 'delete', 'update']),
  rule('', ['pods/eviction'], ['create']),
  rule('', ['pods'], ['delete']),
];

function rule(group: string, resources: string[], verbs: string[]): Rule {
  return { apiGroups: [group], resources, verbs };
}

/** It removes the Leases of nodes that are gone. */
function leases(): Manifest[] {
  const metadata = { name: WHO.name, namespace: 'kube-node-lease' };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [rule('coordination.k8s.io', ['leases'], ['get', 'list', 'watch', 'delete'])],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: WHO.name },
      subjects: [{ kind: 'ServiceAccount', name: WHO.name, namespace: WHO.namespace }],
    },
  ];
}

function deployment(image: string): Manifest {
  const env = { KARPENTER_SERVICE: WHO.name, KUBERNETES_MIN_VERSION: '1.19.0-0', SYSTEM_NAMESPACE: WHO.namespace };
  return oneReplica(WHO, {
    serviceAccountName: WHO.name,
    securityContext: { runAsNonRoot: true },
    containers: [
      {
        name: WHO.name,
        image,
        imagePullPolicy: 'Never',
        args: ['--disable-leader-election', '--batch-idle-duration=1s', '--batch-max-duration=2s'],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, periodSeconds: 1 },
        securityContext: CONFINED,
      },
    ],
  });
}

/** Nodes of 4 CPUs for pods that tolerate simulated ones; a node that is empty goes after 5 s. */
function nodePool(): Manifest {
  const one = (key: string, value: string) => ({ key, operator: 'In', values: [value] });
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'default' },
    spec: {
      limits: { cpu: '16' },
      disruption: {
        consolidationPolicy: 'WhenEmptyOrUnderutilized',
        consolidateAfter: '5s',
        budgets: [{ nodes: '100%' }],
      },
      template: {
        metadata: { labels: { type: 'kwok' } },
        spec: {
          expireAfter: 'Never',
          nodeClassRef: { group: 'karpenter.kwok.sh', kind: 'KWOKNodeClass', name: 'default' },
          taints: [{ key: SIMULATED, value: 'fake', effect: 'NoSchedule' }],
          requirements: [
            one('kubernetes.io/arch', 'amd64'),
            one('kubernetes.io/os', 'linux'),
            one('karpenter.sh/capacity-type', 'on-demand'),
            one('karpenter.kwok.sh/instance-cpu', '4'),
          ],
        },
      },
    },
  };
}
