import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';

const IN = ['--namespace=csi'];
const CONTROLLER = 'deployment/csi-controller';
const CLASS = 'platform/storageclass/csi-test';
const SNAPSHOTS = 'platform/snapshotclass/csi-test';

const KEEPS = {
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshotClass',
  metadata: { name: 'fault-keeps' },
  driver: 'csi.shakedown.invalid',
  deletionPolicy: 'Retain',
};

const rolledOut = ({ kubectl }: LocalCluster) => kubectl([...IN, 'rollout', 'status', CONTROLLER, '--timeout=120s']);

/** Has the controller of the test driver fail, or be well again. @param setting as `kubectl set env` takes it: `DETACH=fails`, or `DETACH-`. */
async function driverWith(local: LocalCluster, setting: string): Promise<void> {
  await local.kubectl([...IN, 'set', 'env', CONTROLLER, '--containers=driver', setting]);
  await rolledOut(local);
}

/** The same for what mounts its volumes on the nodes. */
async function nodesWith({ kubectl }: LocalCluster, setting: string): Promise<void> {
  await kubectl([...IN, 'set', 'env', 'daemonset/csi-node', setting]);
  await kubectl([...IN, 'rollout', 'status', 'daemonset/csi-node', '--timeout=120s']);
}

/** No volume of a run is left, once the driver works again. */
async function wellAgain(local: LocalCluster, setting: string): Promise<void> {
  await driverWith(local, setting);
  await noneLeft(local);
}

async function noneLeft({ kubectl }: LocalCluster): Promise<void> {
  for (const kind of ['volumesnapshotcontents', 'persistentvolumes', 'volumeattachments'])
    await kubectl(['wait', '--for=delete', kind, '--all', '--timeout=120s']);
}

/** Replaces a sidecar by a program that does nothing. */
async function stopped(local: LocalCluster, sidecar: string): Promise<void> {
  const image = 'localhost/pause:v1';
  await local.kubectl([...IN, 'set', 'image', CONTROLLER, `${sidecar}=${image}`]);
  await rolledOut(local);
}

async function startedAgain(local: LocalCluster): Promise<void> {
  await local.kubectl([...IN, 'rollout', 'undo', CONTROLLER]);
  await rolledOut(local);
  await noneLeft(local);
}

const config = { storage: { classes: ['csi-test'], within: '40s' } };
const focus = 'platform/(storageclass|snapshotclass)/';

/** Faults of a CSI driver and of its sidecars. */
export const csiFaults: readonly ClusterFault[] = [
  {
    name: 'a volume cannot be attached again: its driver refuses every other node',
    long: true,
    inject: (local) => driverWith(local, 'ATTACH=once'),
    repair: (local) => wellAgain(local, 'ATTACH-'),
    ...{ config, focus },
    red: {
      [CLASS]:
        /volume pvc-\S+ cannot be attached to node node-\d: .*the disk array does not show pvc-\S+ to node-\d \(pod/,
    },
    // Each of its volumes is attached once.
    others: { [SNAPSHOTS]: 'passed' },
  },
  {
    name: 'a volume cannot be attached again: its driver does not detach it',
    long: true,
    inject: (local) => driverWith(local, 'DETACH=fails'),
    repair: (local) => wellAgain(local, 'DETACH-'),
    ...{ config, focus },
    red: {
      [CLASS]: /volume pvc-\S+ is still attached to node node-\d: .*the disk array does not take pvc-\S+ from node-\d/,
      [SNAPSHOTS]: /volume pvc-\S+ is still attached to node node-\d: /,
    },
    others: {},
  },
  {
    name: 'the resizer is stopped',
    long: true,
    inject: (local) => stopped(local, 'csi-resizer'),
    repair: startedAgain,
    ...{ config, focus },
    red: { [CLASS]: /it has 64Mi of 134217728: no resizer has begun to expand it/ },
    others: { [SNAPSHOTS]: 'passed' },
  },
  {
    // Without the snapshotter of its driver a snapshot could not be deleted either, and the run would leave it.
    name: 'the snapshot controller is stopped',
    long: true,
    inject: async ({ kubectl }) => {
      await kubectl([...IN, 'scale', 'deployment/snapshot-controller', '--replicas=0']);
      const pods = ['pod', '--selector=app.kubernetes.io/name=snapshot-controller'];
      await kubectl([...IN, 'wait', '--for=delete', ...pods, '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl([...IN, 'scale', 'deployment/snapshot-controller', '--replicas=1']);
      await kubectl([...IN, 'rollout', 'status', 'deployment/snapshot-controller', '--timeout=60s']);
    },
    ...{ config, focus },
    red: { [SNAPSHOTS]: /the snapshot controller has bound it to no VolumeSnapshotContent/ },
    others: { [CLASS]: 'passed' },
  },
  {
    name: 'a snapshot does not become ready',
    long: true,
    inject: (local) => driverWith(local, 'SNAPSHOT=pends'),
    repair: (local) => wellAgain(local, 'SNAPSHOT-'),
    ...{ config, focus },
    red: { [SNAPSHOTS]: /its driver does not say that snapcontent-\S+ is ready to use/ },
    others: { [CLASS]: 'passed' },
  },
  {
    name: 'a volume that is restored from a snapshot has something else',
    long: true,
    inject: (local) => driverWith(local, 'SNAPSHOT=damaged'),
    repair: (local) => wellAgain(local, 'SNAPSHOT-'),
    ...{ config, focus },
    red: { [SNAPSHOTS]: /^the volume has 4194304 bytes, and not those that were written, read on node node-\d/ },
    others: { [CLASS]: 'passed' },
  },
  {
    name: 'the file system on an expanded volume does not grow',
    long: true,
    inject: (local) => nodesWith(local, 'NODE_EXPAND=fails'),
    repair: async (local) => {
      await nodesWith(local, 'NODE_EXPAND-');
      await noneLeft(local);
    },
    ...{ config, focus },
    red: { [CLASS]: /the file system on pvc-\S+ cannot grow/ },
    others: { [SNAPSHOTS]: 'passed' },
  },
  {
    // No fault: each attachment takes its time, and comes; and what keeps its snapshots is for others.
    name: 'volumes are attached slowly, and a VolumeSnapshotClass keeps its snapshots',
    long: true,
    inject: async (local) => {
      await local.apply([KEEPS]);
      await driverWith(local, 'ATTACH_DELAY=10s');
    },
    repair: async (local) => {
      await local.kubectl(['delete', 'volumesnapshotclass', KEEPS.metadata.name]);
      await wellAgain(local, 'ATTACH_DELAY-');
    },
    ...{ config, focus },
    red: {},
    others: {
      [CLASS]: 'passed',
      [SNAPSHOTS]: 'passed',
      [`platform/snapshotclass/${KEEPS.metadata.name}`]: ['skipped', /deletionPolicy Retain/],
    },
  },
];
