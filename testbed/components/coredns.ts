import { DNS_ADDRESS } from '../machine/address-plan.ts';
import type { Component, Manifest } from './component.ts';

const LABELS = { 'k8s-app': 'kube-dns' };
const META = { name: 'coredns', namespace: 'kube-system', labels: LABELS };
const NAME_TO_ASK = 'kubernetes.default.svc.cluster.local';

// No 'forward': the cluster has no uplink, so names outside of the cluster are refused at once.
const COREFILE = `.:53 {
    errors
    health {
        lameduck 2s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153
    cache 30
    reload
    loadbalance
}
`;

/** The cluster's DNS: one CoreDNS on each of the two nodes. It is ready when every node gets an answer. */
export const coredns: Component = {
  name: 'coredns',
  binaries: [],
  images: ['coredns'],
  // After all nodes, so that the pods are spread over them.
  after: ['kubelet', 'kube-proxy', 'kube-controller-manager', 'kube-scheduler'],
  manifests: ({ image }) => [...ACCESS, CONFIG, SERVICE, deployment(image('coredns').ref)],
  missing: async ({ nodes, control, inNode }) => {
    const ask = nodes.map(async (node) => {
      const { code, stdout } = await control.outcome(
        inNode(node, ['timeout', '1', 'busybox', 'nslookup', '-type=a', NAME_TO_ASK, DNS_ADDRESS]),
      );
      return code === 0 ? [] : [`${node.name} gets no answer to ${NAME_TO_ASK}: ${lastLine(stdout)}`];
    });
    const silent = (await Promise.all(ask)).flat();
    return silent.length === 0 ? undefined : silent.join('; ');
  },
};

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'no answer within 1 s';
}

const ACCESS: Manifest[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: META },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:coredns' },
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:coredns' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
    subjects: [{ kind: 'ServiceAccount', name: META.name, namespace: META.namespace }],
  },
];

const CONFIG: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: META, data: { Corefile: COREFILE } };

const SERVICE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...META, name: 'kube-dns', labels: { ...LABELS, 'kubernetes.io/name': 'CoreDNS' } },
  spec: {
    selector: LABELS,
    clusterIP: DNS_ADDRESS,
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
      { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
    ],
  },
};

function deployment(image: string): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: META,
    spec: {
      replicas: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: META.name,
          dnsPolicy: 'Default',
          // One on each node that can take pods; cordoned and simulated nodes do not count.
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'DoNotSchedule',
              nodeTaintsPolicy: 'Honor',
              labelSelector: { matchLabels: LABELS },
              matchLabelKeys: ['pod-template-hash'],
            },
          ],
          containers: [
            {
              name: 'coredns',
              image,
              imagePullPolicy: 'Never',
              args: ['-conf', '/etc/coredns/Corefile'],
              resources: { limits: { memory: '170Mi' }, requests: { cpu: '50m', memory: '70Mi' } },
              volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
              ports: [
                { name: 'dns', containerPort: 53, protocol: 'UDP' },
                { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
              ],
              livenessProbe: { httpGet: { path: '/health', port: 8080 }, initialDelaySeconds: 30, timeoutSeconds: 5 },
              readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 2 },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
            },
          ],
          volumes: [{ name: 'config', configMap: { name: META.name, items: [{ key: 'Corefile', path: 'Corefile' }] } }],
        },
      },
    },
  };
}
