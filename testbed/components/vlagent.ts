import type { Component } from './component.ts';
import { access, CONFINED, identity, namespace, onEveryNode } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { daemonSetMissing } from './rolled-out.ts';

const WHO = identity('logging', 'vlagent');

/** Collects the logs of all pods of a node, and sends them to VictoriaLogs. */
export const vlagent: Component = {
  name: 'vlagent',
  addon: 'logs',
  binaries: [],
  images: ['vlagent'],
  after: ['kubelet', 'coredns', 'victorialogs'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(WHO, [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
    ]),
    onEveryNode(
      WHO,
      {
        serviceAccountName: WHO.name,
        terminationGracePeriodSeconds: 30,
        containers: [
          {
            name: WHO.name,
            image: image('vlagent').ref,
            imagePullPolicy: 'Never',
            args: [
              '-kubernetesCollector',
              '-kubernetesCollector.excludeFilter=kubernetes.pod_namespace:=logging',
              // Otherwise a time in a line of JSON takes the place of the time at which the line was written.
              '-kubernetesCollector.timeField=none',
              '-tmpDataPath=/state',
              '-remoteWrite.url=http://victorialogs.logging.svc:9428/insert/native',
              '-remoteWrite.maxDiskUsagePerURL=536871040',
              '-memory.allowedBytes=32MiB',
              '-httpListenAddr=:9429',
            ],
            ports: [{ name: 'http', containerPort: 9429 }],
            resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } },
            readinessProbe: { httpGet: { path: '/health', port: 9429 }, periodSeconds: 1 },
            // The files of the logs, and the directory of the state, belong to root; it needs no capability to read them.
            securityContext: { ...CONFINED, runAsUser: 0, runAsGroup: 0 },
            volumeMounts: [
              { name: 'containers', mountPath: '/var/log/containers', readOnly: true },
              { name: 'pods', mountPath: '/var/log/pods', readOnly: true },
              { name: 'state', mountPath: '/state' },
            ],
          },
        ],
        volumes: [
          { name: 'containers', hostPath: { path: '/var/log/containers' } },
          { name: 'pods', hostPath: { path: '/var/log/pods' } },
          // Below the only directory that each node has for itself; what was sent, and what was not, outlives the pod.
          { name: 'state', hostPath: { path: '/var/lib/kubelet/vlagent', type: 'DirectoryOrCreate' } },
        ],
      },
      SIMULATED,
    ),
  ],
  missing: ({ api, nodes }) => daemonSetMissing(api, WHO, nodes.length),
};
