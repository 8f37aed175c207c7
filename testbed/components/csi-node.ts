import type { Component } from './component.ts';
import { CSI_NAMESPACE, csiData, DRIVER } from './csi.ts';
import { identity, namespace, onEveryNode } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { daemonSetMissing } from './rolled-out.ts';

const WHO = identity(CSI_NAMESPACE, 'csi-node');
const PLUGINS = '/var/lib/kubelet/plugins';
const REGISTRY = '/var/lib/kubelet/plugins_registry';

/** The test driver on every node, where it mounts volumes into pods. It registers itself with the kubelet. */
export const csiNode: Component = {
  name: WHO.name,
  addon: 'csi',
  binaries: [],
  images: ['csi-test-driver'],
  after: ['kubelet', 'coredns'],
  manifests: (site) => [
    namespace(WHO.namespace),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: DRIVER },
      // Its volumes belong to root until the kubelet gives them to the group of a pod.
      spec: {
        attachRequired: true,
        podInfoOnMount: false,
        fsGroupPolicy: 'File',
        volumeLifecycleModes: ['Persistent'],
      },
    },
    onEveryNode(
      WHO,
      {
        priorityClassName: 'system-node-critical',
        terminationGracePeriodSeconds: 5,
        containers: [
          {
            name: 'driver',
            image: site.image('csi-test-driver').ref,
            imagePullPolicy: 'Never',
            args: [
              ...[`--endpoint=${PLUGINS}/${DRIVER}/csi.sock`, `--endpoint-on-host=${PLUGINS}/${DRIVER}/csi.sock`],
              ...[`--register=${REGISTRY}/${DRIVER}-reg.sock`, '--node=$(NODE)'],
            ],
            env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
            // It mounts directories where the kubelet sees them.
            securityContext: { privileged: true },
            volumeMounts: [
              { name: 'data', mountPath: '/data' },
              { name: 'kubelet', mountPath: '/var/lib/kubelet', mountPropagation: 'Bidirectional' },
            ],
          },
        ],
        volumes: [csiData(site), { name: 'kubelet', hostPath: { path: '/var/lib/kubelet', type: 'Directory' } }],
      },
      SIMULATED,
    ),
  ],
  missing: async ({ api, nodes }) => {
    const missing = await daemonSetMissing(api, WHO, nodes.length);
    if (missing !== undefined) return missing;
    for (const { name } of nodes) {
      const { body } = await api.get(`/apis/storage.k8s.io/v1/csinodes/${name}`);
      const drivers = (body as { spec?: { drivers?: { name: string }[] } }).spec?.drivers ?? [];
      if (!drivers.some((driver) => driver.name === DRIVER)) return `${DRIVER} is not registered on ${name}`;
    }
    return undefined;
  },
};
