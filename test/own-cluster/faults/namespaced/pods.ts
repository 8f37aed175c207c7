import { WHILE_SEEDING, type Fault } from '../fault.ts';

/** A pod of kube-system that no controller looks after, from the suite's image. */
function bare(name: string, image: string, args: readonly string[], spec: object = {}): object {
  const container = { name: 'app', image, args };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels: { 'shakedown-test': 'fault' } },
    spec: { terminationGracePeriodSeconds: 1, containers: [container], ...spec },
  };
}

const ID = 'workloads/pod/kube-system';
const FAILS = ['target-app', '--no-such-knob'];

/** Faults of pods that no controller looks after, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a pod of kube-system crashes',
    manifests: (image) => [bare('fault-pod', image, FAILS)],
    red: { [`${ID}/fault-pod`]: /container app (crashes|ended .* after its last start) / },
  },
  {
    name: 'a pod of kube-system has no node',
    manifests: (image) => [
      bare('fault-pod-pending', image, ['--version'], { nodeSelector: { 'no-such-label': 'true' } }),
    ],
    red: { [`${ID}/fault-pod-pending`]: /it cannot be scheduled: 0\/2 nodes are available/ },
  },
  {
    name: 'pods of kube-system have completed, have been tried once, and run',
    manifests: (image) => [
      bare('fine-pod-done', image, ['--version'], { restartPolicy: 'Never' }),
      bare('fine-pod-tried', image, FAILS, { restartPolicy: 'Never' }),
      bare('fine-pod-half', image, ['--version'], {
        restartPolicy: 'OnFailure',
        containers: [
          { name: 'work', image, args: ['--version'] },
          { name: 'beside', image, args: ['target-app', '--drain=0s'] },
        ],
      }),
      bare('fine-pod', image, ['target-app', '--drain=0s']),
    ],
    inject: async ({ kubectl }) => {
      const ended = (phase: string, name: string) =>
        kubectl(['-n', 'kube-system', 'wait', `--for=jsonpath={.status.phase}=${phase}`, `pod/${name}`, WHILE_SEEDING]);
      const half = '--for=jsonpath={.status.containerStatuses[?(@.name=="work")].state.terminated.exitCode}=0';
      await Promise.all([
        ...[ended('Succeeded', 'fine-pod-done'), ended('Failed', 'fine-pod-tried')],
        kubectl(['-n', 'kube-system', 'wait', half, 'pod/fine-pod-half', WHILE_SEEDING]),
      ]);
    },
    red: {},
    others: {
      [`${ID}/fine-pod-done`]: ['skipped', /^it has completed$/],
      [`${ID}/fine-pod-tried`]: ['skipped', /^it was to run once, and is over: /],
      [`${ID}/fine-pod-half`]: ['skipped', /^container work has completed, and the others run$/],
      [`${ID}/fine-pod`]: 'passed',
      'workloads/api-server': 'passed',
    },
  },
];
