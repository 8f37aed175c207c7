import { ABSENT, WHILE_SEEDING, deployment, namespace, service, type Fault } from '../fault.ts';
import { restarted } from '../restarted.ts';

/** A container without probes that runs a one-line script. */
const script = (image: string, code: string) => ({ name: 'app', image, command: ['node', '-e', code] });

/** Faults of Deployments and their pods, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'an image cannot be pulled',
    manifests: () => [
      namespace('fault-image'),
      deployment({ namespace: 'fault-image', image: ABSENT }),
      service('fault-image'),
    ],
    red: {
      'workloads/deployment/fault-image/web':
        /image "localhost\/no-such-image:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\)/,
      'workloads/service/fault-image/web':
        /no ready endpoint: its pod is not ready: image "localhost\/no-such-image:1" cannot be pulled/,
    },
  },
  {
    name: 'a container crashes again and again',
    manifests: (image) => [
      namespace('fault-crash'),
      deployment({ namespace: 'fault-crash', image, knobs: ['--no-such-knob'] }),
      service('fault-crash'),
    ],
    red: {
      'workloads/deployment/fault-crash/web': /container app crashes \(exit code \d+, restarted/,
      'workloads/service/fault-crash/web': /its pod is not ready: container app crashes \(exit code \d+, restarted/,
    },
  },
  {
    name: 'a container without a readiness probe crashes again and again',
    manifests: (image) => [
      namespace('fault-flap'),
      deployment({
        namespace: 'fault-flap',
        image,
        pod: { containers: [script(image, 'setTimeout(process.exit, 1000, 1)')] },
      }),
    ],
    inject: async (local) => {
      // After it was available for a short time; before that, it is a rollout that does not complete.
      const available = '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=NewReplicaSetAvailable';
      await local.kubectl(['--namespace=fault-flap', 'wait', available, 'deployment/web', WHILE_SEEDING]);
      await restarted(local, 'fault-flap');
    },
    red: {
      'workloads/deployment/fault-flap/web':
        /container app (crashes \(exit code 1|ended \d+ s after its last start \(exit code 1\)), (was )?restarted \d+ times/,
    },
  },
  {
    name: 'a liveness probe ends a container again and again',
    manifests: (image) => {
      const livenessProbe = { httpGet: { path: '/', port: 9999 }, periodSeconds: 1, failureThreshold: 1 };
      return [
        namespace('fault-liveness'),
        deployment({
          namespace: 'fault-liveness',
          image,
          pod: { containers: [{ ...script(image, 'setInterval(() => {}, 1000)'), livenessProbe }] },
        }),
      ];
    },
    inject: async (local) => {
      // After it was available for a short time; before that, it is a rollout that does not complete.
      const available = '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=NewReplicaSetAvailable';
      await local.kubectl(['--namespace=fault-liveness', 'wait', available, 'deployment/web', WHILE_SEEDING]);
      await restarted(local, 'fault-liveness');
    },
    red: {
      'workloads/deployment/fault-liveness/web':
        /container app is ended by its liveness probe( \(restarted (once|\d+ times)\))?: Liveness probe failed: /,
    },
  },
  {
    name: 'an init container waits forever',
    manifests: (image) => [
      namespace('fault-init'),
      deployment({
        namespace: 'fault-init',
        image,
        pod: { initContainers: [{ ...script(image, 'setInterval(() => {}, 1000)'), name: 'wait-for-db' }] },
      }),
    ],
    red: { 'workloads/deployment/fault-init/web': /init container wait-for-db runs and has not ended/ },
  },
  {
    name: 'a readiness probe never succeeds',
    manifests: (image) => [
      namespace('fault-unready'),
      deployment({ namespace: 'fault-unready', image, replicas: 2, knobs: ['--ready=false'] }),
      service('fault-unready'),
    ],
    red: {
      'workloads/deployment/fault-unready/web':
        /container app runs and is not ready: its readiness probe does not succeed.*HTTP probe failed with statuscode: 503/,
      'workloads/service/fault-unready/web': /none of its 2 pods is ready: container app runs and is not ready/,
    },
  },
  {
    name: 'a quota is too small',
    manifests: (image) => [
      namespace('fault-quota'),
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: 'fault-quota' },
        spec: { hard: { pods: '1' } },
      },
      deployment({ namespace: 'fault-quota', image, replicas: 2 }),
      service('fault-quota'),
    ],
    red: { 'workloads/deployment/fault-quota/web': /its pods cannot be created: .*exceeded quota: small/ },
    others: { 'workloads/service/fault-quota/web': 'passed' },
  },
  {
    name: 'a pod fits on no node',
    manifests: (image) => [
      namespace('fault-unschedulable'),
      deployment({ namespace: 'fault-unschedulable', image, pod: { nodeSelector: { disk: 'ssd' } } }),
    ],
    red: {
      'workloads/deployment/fault-unschedulable/web':
        /it cannot be scheduled: 0\/\d+ nodes are available: .*didn't match Pod's node affinity\/selector/,
    },
  },
  {
    name: 'a Deployment is paused during its rollout',
    manifests: (image) => [namespace('fault-paused'), deployment({ namespace: 'fault-paused', image })],
    inject: async ({ kubectl }) => {
      const inside = ['--namespace=fault-paused'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
      await kubectl([...inside, 'rollout', 'pause', 'deployment/web']);
      await kubectl([...inside, 'set', 'env', 'deployment/web', 'KNOB_VERSION=v2']);
    },
    red: { 'workloads/deployment/fault-paused/web': /paused/ },
  },
  {
    name: 'placeholders with a negative priority that have no room',
    manifests: (image) => [
      namespace('fine-placeholder'),
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: 'fine-placeholder' },
        value: -10,
        preemptionPolicy: 'Never',
      },
      deployment({
        namespace: 'fine-placeholder',
        image,
        replicas: 2,
        pod: { priorityClassName: 'fine-placeholder', nodeSelector: { room: 'none' } },
      }),
    ],
    red: {},
    others: {
      'workloads/deployment/fine-placeholder/web': [
        'skipped',
        /^2 pods of 2 without room on a node, as a negative priority/,
      ],
    },
  },
  {
    name: 'a Deployment whose ready pods count as available after ten minutes',
    manifests: (image) => [
      namespace('fine-min-ready'),
      deployment({ namespace: 'fine-min-ready', image, spec: { minReadySeconds: 600, progressDeadlineSeconds: 900 } }),
    ],
    inject: async ({ kubectl }) => {
      await kubectl(['--namespace=fine-min-ready', 'wait', '--for=condition=Ready', 'pod', '--all', WHILE_SEEDING]);
    },
    red: {},
    others: {
      'workloads/deployment/fine-min-ready/web': [
        'inconclusive',
        /^its rollout moves: .* counts after 600 s \(minReadySeconds\)/,
      ],
    },
  },
  {
    name: 'a Deployment at zero, with its Service',
    manifests: (image) => [
      namespace('fine-zero'),
      deployment({ namespace: 'fine-zero', image, replicas: 0 }),
      service('fine-zero'),
    ],
    red: {},
    others: {
      'workloads/deployment/fine-zero/web': 'passed',
      'workloads/service/fine-zero/web': ['skipped', /deployment fine-zero\/web is scaled to zero/],
    },
  },
];
