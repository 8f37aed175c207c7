import { replacedOnce } from '../replaced-once.ts';
import { WHILE_SEEDING, namespace, service, statefulSet, type Fault } from '../fault.ts';

/** Faults of StatefulSets, and what is healthy although it looks like one. */
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
    name: 'a pod of a StatefulSet is evicted and created again, and never ready',
    manifests: (image) => {
      // The kubelet evicts a pod that fills its volume, and its controller creates another one of the same name.
      const fill = 'require("fs").writeFileSync("/small/x", Buffer.alloc(8_000_000)); setInterval(() => {}, 1000);';
      const code = `if (require("os").hostname() === "web-3") { ${fill} } else require("http").createServer((_, answer) => answer.end()).listen(8080);`;
      const container = {
        ...{ name: 'app', image, command: ['node', '-e', code] },
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
        volumeMounts: [{ name: 'small', mountPath: '/small' }],
      };
      return [
        namespace('fault-evicted'),
        statefulSet({
          namespace: 'fault-evicted',
          image,
          replicas: 4,
          spec: { podManagementPolicy: 'Parallel' },
          pod: { containers: [container], volumes: [{ name: 'small', emptyDir: { sizeLimit: '1Mi' } }] },
        }),
      ];
    },
    inject: (local) => replacedOnce(local, 'fault-evicted'),
    red: {
      'workloads/statefulset/fault-evicted/web':
        /one is web-3\)|pod web-3 was seen to be replaced (once|\d+ times) during the wait/,
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
      'platform/claim/fault-volume/data-web-0': /^it is not bound: StorageClass "no-such-class" does not exist$/,
    },
  },
  {
    name: 'StatefulSets keep old pods as their strategies say, by a partition and until they are deleted',
    manifests: (image) => [
      namespace('fine-stateful'),
      statefulSet({
        ...{ namespace: 'fine-stateful', image, replicas: 2 },
        spec: {
          podManagementPolicy: 'Parallel',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
        },
      }),
      statefulSet({
        ...{ namespace: 'fine-stateful', name: 'db', image },
        spec: { updateStrategy: { type: 'OnDelete' } },
      }),
    ],
    inject: async ({ kubectl }) => {
      const inside = '--namespace=fine-stateful';
      const isRolledOut = () => kubectl([inside, 'rollout', 'status', 'statefulset/web', WHILE_SEEDING]);
      const isReady = '--for=jsonpath={.status.readyReplicas}=1';
      await Promise.all([isRolledOut(), kubectl([inside, 'wait', isReady, 'statefulset/db', WHILE_SEEDING])]);
      const patch = JSON.stringify({ spec: { template: { metadata: { annotations: { version: '2' } } } } });
      for (const name of ['web', 'db'])
        await kubectl([inside, 'patch', 'statefulset', name, '--type=merge', `--patch=${patch}`]);
      await isRolledOut();
    },
    red: {},
    others: { 'workloads/statefulset/fine-stateful/web': 'passed', 'workloads/statefulset/fine-stateful/db': 'passed' },
  },
];
