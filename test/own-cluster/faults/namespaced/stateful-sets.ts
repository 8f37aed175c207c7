import { namespace, service, statefulSet, type Fault } from '../fault.ts';

/** Faults of StatefulSets. */
export const faults: readonly Fault[] = [
  {
    name: 'a StatefulSet stops at a pod that does not become ready',
    manifests: (image) => [
      namespace('fault-stateful'),
      statefulSet({ namespace: 'fault-stateful', image, replicas: 3, knobs: ['--ready=false'] }),
      service('fault-stateful', { clusterIP: 'None' }),
    ],
    red: {
      'workloads/statefulset/fault-stateful/web':
        /container app runs and is not ready: its readiness probe does not succeed/,
      'workloads/service/fault-stateful/web': /its pod is not ready: container app runs and is not ready/,
    },
  },
  {
    name: 'a StatefulSet requests a volume of a class that does not exist',
    manifests: (image) => [
      namespace('fault-volume'),
      statefulSet({
        namespace: 'fault-volume',
        image,
        spec: {
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                storageClassName: 'no-such-class',
                resources: { requests: { storage: '1Gi' } },
              },
            },
          ],
        },
      }),
    ],
    red: {
      'workloads/statefulset/fault-volume/web':
        /its PersistentVolumeClaim data-web-0 is not bound: StorageClass "no-such-class" does not exist/,
    },
  },
];
