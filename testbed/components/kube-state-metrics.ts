import type { Component } from './component.ts';
import { access, CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('monitoring', 'kube-state-metrics');

/** What it makes metrics of, by API group: its rights and its flag are both made of it. */
const RESOURCES = {
  '': ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'services'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
};

/** Metrics of the state of objects. */
export const kubeStateMetrics: Component = {
  name: 'kube-state-metrics',
  addon: 'prometheus',
  binaries: [],
  images: ['kube-state-metrics'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(
      WHO,
      Object.entries(RESOURCES).map(([group, resources]) => ({
        apiGroups: [group],
        resources,
        verbs: ['list', 'watch'],
      })),
    ),
    service(WHO, 8080),
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: WHO.name,
          image: image('kube-state-metrics').ref,
          imagePullPolicy: 'Never',
          args: ['--port=8080', `--resources=${Object.values(RESOURCES).flat().join(',')}`],
          ports: [{ name: 'http', containerPort: 8080 }],
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '190Mi' } },
          readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, periodSeconds: 1 },
          securityContext: CONFINED,
        },
      ],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
