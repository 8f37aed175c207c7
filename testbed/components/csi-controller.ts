import type { ComponentImage } from '../images/component-image.ts';
import type { Component, Manifest, Site } from './component.ts';
import { CSI_NAMESPACE, csiData, DRIVER } from './csi.ts';
import { access, CONFINED, identity, namespace, oneReplica, type Rule } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity(CSI_NAMESPACE, 'csi-controller');
const READ = ['get', 'list', 'watch'];
const SOCKET = { name: 'socket', mountPath: '/csi' };

/** The controller of the test driver, with the sidecars that drivers have: they provision, attach, expand and snapshot its volumes. */
export const csiController: Component = {
  name: WHO.name,
  addon: 'csi',
  binaries: [],
  images: ['csi-test-driver', 'csi-provisioner', 'csi-attacher', 'csi-resizer', 'csi-snapshotter'],
  after: ['csi-node', 'snapshot-controller'],
  manifests: (site) => [
    namespace(WHO.namespace),
    ...access(WHO, RULES),
    storageClass(),
    {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotClass',
      metadata: { name: 'csi-test' },
      driver: DRIVER,
      deletionPolicy: 'Delete',
    },
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          name: 'driver',
          image: site.image('csi-test-driver').ref,
          imagePullPolicy: 'Never',
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
          // What apps of any user wrote is copied for a snapshot, and removed with a volume.
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
          volumeMounts: [SOCKET, { name: 'data', mountPath: '/data' }],
        },
        sidecar(site, 'csi-provisioner', ['--extra-create-metadata']),
        sidecar(site, 'csi-attacher'),
        // It would need to read pods to see which volumes are in use; the driver does not mind.
        sidecar(site, 'csi-resizer', ['--handle-volume-inuse-error=false']),
        sidecar(site, 'csi-snapshotter'),
      ],
      volumes: [{ name: SOCKET.name, emptyDir: {} }, csiData(site)],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};

function sidecar(site: Site, name: ComponentImage, more: readonly string[] = []): object {
  return {
    name,
    image: site.image(name).ref,
    imagePullPolicy: 'Never',
    // Nothing fails for long on purpose but in tests, which wait for the next attempt.
    args: ['--csi-address=/csi/csi.sock', '--retry-interval-max=5s', ...more],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '96Mi' } },
    securityContext: CONFINED,
    volumeMounts: [SOCKET],
  };
}

/** Not the default: the add-on `storage` has that, and a run tests this one by its name. */
function storageClass(): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'csi-test' },
    provisioner: DRIVER,
    volumeBindingMode: 'Immediate',
    reclaimPolicy: 'Delete',
    allowVolumeExpansion: true,
  };
}

/** What the sidecars may do, by the manifests of their modules (`deploy/kubernetes/rbac.yaml`), without what they need to elect a leader. */
const RULES: Rule[] = [
  { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...READ, 'create', 'patch', 'delete'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...READ, 'update'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch', 'create', 'update', 'patch'] },
  { apiGroups: [''], resources: ['nodes'], verbs: READ },
  {
    apiGroups: ['storage.k8s.io'],
    resources: ['storageclasses', 'csinodes', 'volumeattributesclasses'],
    verbs: READ,
  },
  { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: [...READ, 'patch'] },
  { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments/status'], verbs: ['patch'] },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotclasses'], verbs: READ },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: [...READ, 'update'] },
  {
    apiGroups: ['snapshot.storage.k8s.io'],
    resources: ['volumesnapshotcontents'],
    verbs: [...READ, 'update', 'patch'],
  },
  { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotcontents/status'], verbs: ['update', 'patch'] },
];
