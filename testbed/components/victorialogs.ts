import type { Component } from './component.ts';
import { CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('logging', 'victorialogs');

/** The log store. What it has is lost with its pod, but not when its container restarts. */
export const victorialogs: Component = {
  name: 'victorialogs',
  addon: 'logs',
  binaries: [],
  images: ['victoria-logs'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    service(WHO, 9428),
    oneReplica(WHO, {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, fsGroup: 65_532 },
      containers: [
        {
          name: WHO.name,
          image: image('victoria-logs').ref,
          imagePullPolicy: 'Never',
          args: [
            '-storageDataPath=/data',
            '-httpListenAddr=:9428',
            '-retentionPeriod=7d',
            '-retention.maxDiskSpaceUsageBytes=1GiB',
            '-memory.allowedBytes=64MiB',
            // What is acknowledged is on disk after this time; the default is 5 s.
            '-inmemoryDataFlushInterval=1s',
            '-loggerFormat=json',
          ],
          ports: [{ name: 'http', containerPort: 9428 }],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } },
          readinessProbe: { httpGet: { path: '/health', port: 9428 }, periodSeconds: 1 },
          securityContext: CONFINED,
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', emptyDir: { sizeLimit: '2Gi' } }],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
