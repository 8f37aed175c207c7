import { refusal } from '../cluster/api.ts';
import type { Component, Manifest } from './component.ts';
import { SIMULATED } from './kwok.ts';

const LABELS = { 'k8s-app': 'metrics-server' };
const META = { name: 'metrics-server', namespace: 'kube-system', labels: LABELS };
const SUBJECTS = [{ kind: 'ServiceAccount', name: META.name, namespace: META.namespace }];

/** CPU and memory of nodes and pods, for autoscaling and `kubectl top`. It is ready when every real node has metrics. */
export const metricsServer: Component = {
  name: 'metrics-server',
  binaries: [],
  images: ['metrics-server'],
  after: ['coredns'],
  manifests: ({ image }) => [...ACCESS, SERVICE, API_SERVICE, deployment(image('metrics-server').ref)],
  missing: async ({ api, nodes }) => {
    const answer = await api.get('/apis/metrics.k8s.io/v1beta1/nodes');
    const refused = refusal(answer);
    if (refused !== undefined) return refused;
    const measured = (answer.body as { items: { metadata: { name: string } }[] }).items.map(
      ({ metadata }) => metadata.name,
    );
    const without = nodes.filter(({ name }) => !measured.includes(name)).map(({ name }) => name);
    return without.length === 0 ? undefined : `no metrics yet of ${without.join(', ')}`;
  },
  within: '120s',
};

const ACCESS: Manifest[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: META },
  role('system:aggregated-metrics-reader', [rule(['metrics.k8s.io'], ['pods', 'nodes'], ['get', 'list', 'watch'])], {
    'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
    'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
    'rbac.authorization.k8s.io/aggregate-to-view': 'true',
  }),
  role('system:metrics-server', [
    rule([''], ['nodes/metrics'], ['get']),
    rule([''], ['pods', 'nodes'], ['get', 'list', 'watch']),
  ]),
  binding('ClusterRoleBinding', { name: 'system:metrics-server' }, 'ClusterRole', 'system:metrics-server'),
  binding(
    'ClusterRoleBinding',
    { name: 'metrics-server:system:auth-delegator' },
    'ClusterRole',
    'system:auth-delegator',
  ),
  binding(
    'RoleBinding',
    { name: 'metrics-server-auth-reader', namespace: META.namespace },
    'Role',
    'extension-apiserver-authentication-reader',
  ),
];

const SERVICE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: META,
  spec: { selector: LABELS, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' }] },
};

const API_SERVICE: Manifest = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.metrics.k8s.io' },
  spec: {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { name: META.name, namespace: META.namespace },
  },
};

function deployment(image: string): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: META,
    spec: {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: META.name,
          containers: [
            {
              name: 'metrics-server',
              image,
              imagePullPolicy: 'Never',
              args: [
                '--cert-dir=/tmp',
                '--secure-port=10250',
                '--kubelet-preferred-address-types=InternalIP',
                '--kubelet-use-node-status-port',
                '--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
                // The smallest value that it accepts.
                '--metric-resolution=10s',
                '--kubelet-request-timeout=5s',
                `--node-selector=!${SIMULATED}`,
              ],
              resources: { requests: { cpu: '50m', memory: '100Mi' } },
              ports: [{ name: 'https', containerPort: 10250, protocol: 'TCP' }],
              livenessProbe: { httpGet: { path: '/livez', port: 'https', scheme: 'HTTPS' }, initialDelaySeconds: 30 },
              readinessProbe: { httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' }, periodSeconds: 1 },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 1000,
              },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}

function rule(apiGroups: string[], resources: string[], verbs: string[]): object {
  return { apiGroups, resources, verbs };
}

function role(name: string, rules: object[], labels: Record<string, string> = {}): Manifest {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, rules };
}

function binding(kind: string, metadata: Manifest['metadata'], roleKind: string, name: string): Manifest {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, roleRef, subjects: SUBJECTS };
}
