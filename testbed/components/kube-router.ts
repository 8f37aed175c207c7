import { SERVICE_NETWORK } from '../machine/address-plan.ts';
import type { Component } from './component.ts';
import { access, identity, namespace, onEveryNode } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { daemonSetMissing } from './rolled-out.ts';

const WHO = identity('kube-router', 'kube-router');
const HEALTH = 20_244;

/** Enforces NetworkPolicies on every node. Routes, Services and addresses stay with the components that have them. */
export const kubeRouter: Component = {
  name: WHO.name,
  addon: 'policy',
  binaries: [],
  images: ['kube-router'],
  after: ['kubelet', 'kube-proxy', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    // https://github.com/cloudnativelabs/kube-router/blob/v2.1.0/daemonset/kubeadm-kuberouter.yaml, without what its router needs.
    ...access(WHO, [
      {
        apiGroups: [''],
        resources: ['namespaces', 'pods', 'services', 'nodes', 'endpoints'],
        verbs: ['get', 'list', 'watch'],
      },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
    ]),
    onEveryNode(
      WHO,
      {
        serviceAccountName: WHO.name,
        hostNetwork: true,
        priorityClassName: 'system-node-critical',
        containers: [
          {
            name: WHO.name,
            image: image('kube-router').ref,
            imagePullPolicy: 'Never',
            args: [
              ...['--run-router=false', '--run-firewall=true', '--run-service-proxy=false', '--run-loadbalancer=false'],
              ...[`--service-cluster-ip-range=${SERVICE_NETWORK}`, '--cache-sync-timeout=1m'],
              ...[`--health-port=${HEALTH}`],
            ],
            env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
            readinessProbe: { httpGet: { path: '/healthz', port: HEALTH }, periodSeconds: 1 },
            // It writes the rules of its node.
            securityContext: { privileged: true },
          },
        ],
      },
      SIMULATED,
    ),
  ],
  missing: ({ api, nodes }) => daemonSetMissing(api, WHO, nodes.length),
};
