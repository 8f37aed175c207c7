import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../../faults/describe-cluster-faults.ts';

const IN = ['--namespace=local-path-storage'];
const PROVISIONER = 'deployment/local-path-provisioner';
const CLASS = 'platform/storageclass/local-path';

/** Replaces the script that makes the directory of a volume; the helper pods of the provisioner read it. */
async function setUpBy({ kubectl }: LocalCluster, command: string): Promise<void> {
  const data = { setup: `#!/bin/sh\nset -eu\n${command}\n` };
  const map = ['patch', 'configmap', 'local-path-provisioner', `--patch=${JSON.stringify({ data })}`];
  await kubectl([...IN, ...map]);
}

async function storageClass({ apply }: LocalCluster, name: string, more: object): Promise<void> {
  const labels = { 'shakedown-test': 'fault' };
  const provisioner = 'rancher.io/local-path';
  await apply([
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, labels },
      ...{ provisioner, volumeBindingMode: 'WaitForFirstConsumer', ...more },
    },
  ]);
}

/** Faults of what provisions volumes. */
export const storageFaults: readonly ClusterFault[] = [
  {
    name: 'the provisioner of volumes is stopped',
    inject: async ({ kubectl }) => {
      await kubectl([...IN, 'scale', PROVISIONER, '--replicas=0']);
      await kubectl([...IN, 'wait', '--for=delete', 'pod', '--all', '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl([...IN, 'scale', PROVISIONER, '--replicas=1']);
      await kubectl([...IN, 'rollout', 'status', PROVISIONER, '--timeout=60s']);
    },
    config: { storage: { within: '20s' } },
    focus: 'platform/.*storage',
    red: { [CLASS]: /its PersistentVolumeClaim volume-\w+ is not bound: .*rancher\.io\/local-path/ },
    others: { 'platform/default-storage-class': 'passed' },
  },
  {
    name: 'volumes cannot be written by apps that are not root',
    long: true,
    inject: (local) => setUpBy(local, 'mkdir -m 0700 -p "$VOL_DIR"'),
    repair: (local) => setUpBy(local, 'mkdir -m 0777 -p "$VOL_DIR"'),
    focus: 'platform/.*storage',
    red: { [CLASS]: /^the volume cannot be written: .*\(EACCES\)/ },
    others: { 'platform/default-storage-class': 'passed' },
  },
  {
    name: 'a class that is tested has a provisioner that does not exist, and the default one works',
    long: true,
    inject: (local) => storageClass(local, 'fault-nobody', { provisioner: 'nobody.example.com/disk' }),
    repair: async ({ kubectl }) => {
      await kubectl(['delete', 'storageclass', 'fault-nobody']);
    },
    config: { storage: { within: '60s', classes: ['local-path', 'fault-nobody'] } },
    focus: 'platform/.*storage',
    red: {
      'platform/storageclass/fault-nobody':
        /its PersistentVolumeClaim volume-\w+ is not bound: .*nobody\.example\.com\/disk/,
    },
    others: { [CLASS]: 'passed', 'platform/default-storage-class': 'passed' },
  },
  {
    // No fault: volumes are kept on purpose, and a class that is not the default is for others.
    name: 'a class keeps its volumes, and a class is not the default',
    inject: async (local) => {
      await storageClass(local, 'fault-keeps', { reclaimPolicy: 'Retain' });
      await storageClass(local, 'fault-other', {});
    },
    repair: async ({ kubectl }) => {
      await kubectl(['delete', 'storageclass', 'fault-keeps', 'fault-other']);
    },
    config: { storage: { classes: ['local-path', 'fault-keeps'] } },
    focus: 'platform/.*storage',
    red: {},
    others: {
      [CLASS]: 'passed',
      'platform/storageclass/fault-keeps': ['skipped', /reclaimPolicy Retain/],
      'platform/storageclass/fault-other': ['skipped', /storage\.classes does not name it/],
      'platform/default-storage-class': 'passed',
    },
  },
];
