import { moduleManifests } from '../binaries/module-manifests.ts';
import type { Component } from './component.ts';
import { CSI_NAMESPACE } from './csi.ts';
import { access, CONFINED, identity, namespace, oneReplica } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity(CSI_NAMESPACE, 'snapshot-controller');
const GROUP = 'snapshot.storage.k8s.io';
const READ = ['get', 'list', 'watch'];

/** The definitions of VolumeSnapshots, and the controller that all drivers share. */
export const snapshotController: Component = {
  name: WHO.name,
  addon: 'csi',
  binaries: [],
  images: ['snapshot-controller'],
  after: ['kubelet', 'coredns'],
  published: async () => {
    const all = await moduleManifests('csi', 'github.com/kubernetes-csi/external-snapshotter/client/v8', 'config/crd');
    // Beside them are those of groups of snapshots, which the test driver does not take.
    return all.filter(
      ({ kind, metadata }) => kind === 'CustomResourceDefinition' && metadata.name.endsWith(`.${GROUP}`),
    );
  },
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    // https://github.com/kubernetes-csi/external-snapshotter/blob/v8.7.0/deploy/kubernetes/snapshot-controller/rbac-snapshot-controller.yaml
    ...access(WHO, [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: READ },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...READ, 'update'] },
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch', 'create', 'update', 'patch'] },
      { apiGroups: [GROUP], resources: ['volumesnapshotclasses'], verbs: READ },
      {
        apiGroups: [GROUP],
        resources: ['volumesnapshotcontents', 'volumesnapshots'],
        verbs: [...READ, 'create', 'update', 'patch', 'delete'],
      },
      { apiGroups: [GROUP], resources: ['volumesnapshotcontents/status'], verbs: ['patch'] },
      { apiGroups: [GROUP], resources: ['volumesnapshots/status'], verbs: ['update', 'patch'] },
    ]),
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          name: WHO.name,
          image: image('snapshot-controller').ref,
          imagePullPolicy: 'Never',
          args: ['--retry-interval-max=5s'],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '96Mi' } },
          securityContext: CONFINED,
        },
      ],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
