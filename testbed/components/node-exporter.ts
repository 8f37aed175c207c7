import type { Component } from './component.ts';
import { CONFINED, identity, namespace, onEveryNode, service } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { daemonSetMissing } from './rolled-out.ts';

const WHO = identity('monitoring', 'node-exporter');

/** Metrics of every node. CPU and memory are those of the whole machine, which all nodes share. */
export const nodeExporter: Component = {
  name: 'node-exporter',
  addon: 'prometheus',
  binaries: [],
  images: ['node-exporter'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    service(WHO, 9100),
    onEveryNode(
      WHO,
      {
        hostNetwork: true,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
        containers: [
          {
            name: WHO.name,
            image: image('node-exporter').ref,
            imagePullPolicy: 'Never',
            args: ['--path.procfs=/host/proc', '--path.sysfs=/host/sys', '--web.listen-address=:9100'],
            ports: [{ name: 'http', containerPort: 9100 }],
            resources: { requests: { cpu: '10m', memory: '24Mi' }, limits: { memory: '128Mi' } },
            readinessProbe: { httpGet: { path: '/', port: 9100 }, periodSeconds: 1 },
            securityContext: CONFINED,
            volumeMounts: [
              { name: 'proc', mountPath: '/host/proc', readOnly: true },
              { name: 'sys', mountPath: '/host/sys', readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: 'proc', hostPath: { path: '/proc' } },
          { name: 'sys', hostPath: { path: '/sys' } },
        ],
      },
      SIMULATED,
    ),
  ],
  missing: ({ api, nodes }) => daemonSetMissing(api, WHO, nodes.length),
};
