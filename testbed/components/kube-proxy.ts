import { POD_NETWORK } from '../machine/address-plan.ts';
import type { Component } from './component.ts';

/** Services on each node, by iptables. */
export const kubeProxy: Component = {
  name: 'kube-proxy',
  binaries: ['kube-proxy'],
  after: ['kube-apiserver', 'nodes'],
  files: ({ layout, nodes }) =>
    Object.fromEntries(
      nodes.map(({ name }) => [
        layout.config(`kube-proxy@${name}.json`),
        JSON.stringify({
          apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
          kind: 'KubeProxyConfiguration',
          mode: 'iptables',
          hostnameOverride: name,
          clientConnection: { kubeconfig: layout.config('proxy.kubeconfig') },
          clusterCIDR: POD_NETWORK,
          oomScoreAdj: 0,
          // The table's size and timeouts belong to the whole machine: do not change them.
          conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
        }),
      ]),
    ),
  daemons: ({ layout, nodes, binary, inNode }) =>
    nodes.map((node) => ({
      name: `kube-proxy@${node.name}`,
      argv: inNode(node, [binary('kube-proxy'), `--config=${layout.config(`kube-proxy@${node.name}.json`)}`]),
    })),
  // The components after it prove its rules by what they reach; its health port is in the nodes' namespaces.
  missing: async ({ control, nodes }) => {
    const daemons = await control.list();
    const down = nodes.filter(
      ({ name }) => daemons.find((daemon) => daemon.name === `kube-proxy@${name}`)?.state !== 'running',
    );
    return down.length === 0 ? undefined : `no kube-proxy on ${down.map(({ name }) => name).join(', ')}`;
  },
};
