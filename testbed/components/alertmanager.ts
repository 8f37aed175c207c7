import { createHash } from 'node:crypto';
import type { Component } from './component.ts';
import { configMap, CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('monitoring', 'alertmanager');

const CONFIG = `route:
  receiver: on-call
  group_wait: 1s
  group_interval: 10s
  repeat_interval: 1m
receivers:
  - name: on-call
    webhook_configs:
      - url: http://alert-receiver.monitoring.svc:8080/
`;

/** Takes the alerts of Prometheus, and sends them to the alert receiver. */
export const alertmanager: Component = {
  name: 'alertmanager',
  addon: 'prometheus',
  binaries: [],
  images: ['alertmanager'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    configMap(WHO, { 'alertmanager.yml': CONFIG }),
    service(WHO, 9093),
    oneReplica(
      WHO,
      {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, fsGroup: 65_532 },
        containers: [
          {
            name: WHO.name,
            image: image('alertmanager').ref,
            imagePullPolicy: 'Never',
            args: [
              '--config.file=/etc/alertmanager/alertmanager.yml',
              '--storage.path=/data',
              // One replica: no peers.
              '--cluster.listen-address=',
            ],
            ports: [{ name: 'http', containerPort: 9093 }],
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
            readinessProbe: { httpGet: { path: '/-/ready', port: 9093 }, periodSeconds: 1 },
            securityContext: CONFINED,
            volumeMounts: [
              { name: 'config', mountPath: '/etc/alertmanager', readOnly: true },
              { name: 'data', mountPath: '/data' },
            ],
          },
        ],
        volumes: [
          { name: 'config', configMap: { name: WHO.name } },
          { name: 'data', emptyDir: {} },
        ],
      },
      {
        // It is scraped by the job for annotated pods, which has no other target from the start.
        ...{ 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9093' },
        'shakedown-testbed/config': createHash('sha256').update(CONFIG).digest('hex').slice(0, 12),
      },
    ),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
