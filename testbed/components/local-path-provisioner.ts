import type { Component, Manifest } from './component.ts';
import { access, configMap, CONFINED, identity, namespace, oneReplica } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('local-path-storage', 'local-path-provisioner');

/** Below the only directory that each node has for itself. */
const DIRECTORY = '/var/lib/kubelet/local-path';

/** Persistent volumes: a directory of the node on which the first consumer runs. Its StorageClass is the default. */
export const localPathProvisioner: Component = {
  name: WHO.name,
  addon: 'storage',
  binaries: [],
  images: ['local-path-provisioner', 'shell'],
  after: ['kubelet', 'coredns'],
  // The rights, the class and the configuration of its own manifest: https://github.com/rancher/local-path-provisioner/blob/v0.0.30/deploy/local-path-storage.yaml
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(WHO, [
      {
        apiGroups: [''],
        resources: ['nodes', 'persistentvolumeclaims', 'configmaps', 'pods', 'pods/log'],
        verbs: ['get', 'list', 'watch'],
      },
      {
        apiGroups: [''],
        resources: ['persistentvolumes'],
        verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'],
      },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list', 'watch'] },
    ]),
    ...helperPods(),
    storageClass(),
    configMap(WHO, {
      'config.json': JSON.stringify({
        nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [DIRECTORY] }],
      }),
      setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
      teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
      'helperPod.yaml': JSON.stringify(helperPod(image('shell').ref)),
    }),
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: WHO.name,
          image: image('local-path-provisioner').ref,
          imagePullPolicy: 'Never',
          args: [
            ...['start', '--config=/etc/config/config.json'],
            ...[`--configmap-name=${WHO.name}`, `--service-account-name=${WHO.name}`],
          ],
          env: [
            { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
            { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
          ],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
          securityContext: CONFINED,
          volumeMounts: [{ name: 'config', mountPath: '/etc/config/' }],
        },
      ],
      volumes: [{ name: 'config', configMap: { name: WHO.name } }],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};

/** The right to run pods, in its own namespace. */
function helperPods(): Manifest[] {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: WHO.name };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { ...WHO },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create', 'patch', 'update', 'delete'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { ...WHO },
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name: WHO.name, namespace: WHO.namespace }],
    },
  ];
}

function storageClass(): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  };
}

/** Creates and removes the directory of a volume on its node. */
function helperPod(image: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'helper-pod' },
    spec: {
      priorityClassName: 'system-node-critical',
      tolerations: [{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      containers: [{ name: 'helper-pod', image, imagePullPolicy: 'Never' }],
    },
  };
}
