import type { Component } from './component.ts';
import { CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('monitoring', 'alert-receiver');

/** Takes what Alertmanager sends, in place of a chat or a pager, which do not exist here, and logs the name and state of each alert. */
export const alertReceiver: Component = {
  name: 'alert-receiver',
  addon: 'prometheus',
  binaries: [],
  images: ['alert-receiver'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    service(WHO, 8080),
    oneReplica(WHO, {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: WHO.name,
          image: image('alert-receiver').ref,
          imagePullPolicy: 'Never',
          ports: [{ name: 'http', containerPort: 8080 }],
          resources: { requests: { cpu: '5m', memory: '8Mi' }, limits: { memory: '32Mi' } },
          readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
          securityContext: CONFINED,
        },
      ],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
