import { ABSENT, daemonSet, namespace, type Fault } from '../fault.ts';

/** Faults of DaemonSets. */
export const faults: readonly Fault[] = [
  {
    name: 'the pods of a DaemonSet cannot pull their image',
    manifests: () => [namespace('fault-daemon'), daemonSet({ namespace: 'fault-daemon', image: ABSENT })],
    red: {
      'workloads/daemonset/fault-daemon/web':
        /image "localhost\/no-such-image:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\)/,
    },
  },
  {
    name: 'a DaemonSet for nodes that are not there yet',
    manifests: (image) => [
      namespace('fine-no-nodes'),
      daemonSet({ namespace: 'fine-no-nodes', image, pod: { nodeSelector: { gpu: 'yes' } } }),
    ],
    red: {},
    others: { 'workloads/daemonset/fine-no-nodes/web': ['skipped', /^it selects no node$/] },
  },
  {
    name: 'a DaemonSet is not ready on its nodes',
    manifests: (image) => [
      namespace('fault-daemon-unready'),
      daemonSet({ namespace: 'fault-daemon-unready', image, knobs: ['--ready=false'] }),
    ],
    red: {
      'workloads/daemonset/fault-daemon-unready/web':
        /container app runs and is not ready: its readiness probe does not succeed/,
    },
  },
];
