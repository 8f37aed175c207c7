import type { Component } from './component.ts';
import { CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('s3', 'versitygw');

const PORT = 7070;

/** A server of S3, with the bucket `runs`. What it has is lost with its pod. Whoever reaches it knows its key, so it is only for the local cluster. */
export const versitygw: Component = {
  name: 'versitygw',
  addon: 's3',
  binaries: [],
  images: ['versitygw', 'shell'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    service(WHO, PORT),
    oneReplica(WHO, {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, fsGroup: 65_532 },
      initContainers: [
        {
          name: 'bucket',
          image: image('shell').ref,
          imagePullPolicy: 'Never',
          command: ['mkdir', '-p', '/data/objects/runs', '/data/metadata'],
          securityContext: { ...CONFINED, runAsUser: 65_532 },
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      containers: [
        {
          name: WHO.name,
          image: image('versitygw').ref,
          imagePullPolicy: 'Never',
          args: [
            ...[`--port=:${PORT}`, '--health=/health', '--quiet'],
            ...['posix', '--sidecar=/data/metadata', '/data/objects'],
          ],
          env: [
            { name: 'ROOT_ACCESS_KEY', value: 'shakedown' },
            { name: 'ROOT_SECRET_KEY', value: 'shakedown' },
          ],
          ports: [{ name: 's3', containerPort: PORT }],
          resources: { requests: { cpu: '20m', memory: '48Mi' }, limits: { memory: '256Mi' } },
          readinessProbe: { httpGet: { path: '/health', port: PORT }, periodSeconds: 1 },
          securityContext: CONFINED,
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', emptyDir: { sizeLimit: '2Gi' } }],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
