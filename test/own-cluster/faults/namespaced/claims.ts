import { namespace, type Fault } from '../fault.ts';

/** A StorageClass whose provisioner nobody runs. */
const storageClass = (name: string, volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer') => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, labels: { 'shakedown-test': 'fault' } },
  provisioner: 'disk.fault.example.com',
  volumeBindingMode,
});
const claim = (place: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: place },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more },
});

/** Faults of PersistentVolumeClaims, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the provisioner of a StorageClass has stopped',
    manifests: () => [
      namespace('fault-provisioner'),
      storageClass('fault-provisioner', 'Immediate'),
      claim('fault-provisioner', { storageClassName: 'fault-provisioner' }),
    ],
    red: {
      'platform/claim/fault-provisioner/data':
        /^it is not bound: provisioner disk\.fault\.example\.com of StorageClass fault-provisioner has not made its volume: does it run\?$/,
    },
  },
  {
    name: 'no StorageClass is the default, and a claim names none',
    manifests: () => [namespace('fault-no-class'), claim('fault-no-class')],
    red: {
      'platform/claim/fault-no-class/data':
        /^it is not bound: it names no StorageClass, there is no default, and no volume is free$/,
      'platform/default-storage-class':
        /^no StorageClass is the default: claims that name none wait for ever; there are .*fault-provisioner/,
    },
  },
  {
    name: 'a claim waits for its first pod, as its StorageClass says',
    manifests: () => [
      namespace('fine-claim'),
      storageClass('fine-claim', 'WaitForFirstConsumer'),
      claim('fine-claim', { storageClassName: 'fine-claim' }),
    ],
    red: {},
    others: {
      'platform/claim/fine-claim/data': [
        'skipped',
        /^it waits for its first pod, as its StorageClass fine-claim says$/,
      ],
    },
  },
];
