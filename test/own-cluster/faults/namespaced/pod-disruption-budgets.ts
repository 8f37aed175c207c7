import { ABSENT, deployment, namespace, type Fault } from '../fault.ts';

/** A PodDisruptionBudget for the pods of `web`. */
const budget = (namespace: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
});

/** Faults of PodDisruptionBudgets, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a PodDisruptionBudget demands pods whose image cannot be pulled',
    manifests: () => [
      namespace('fault-pdb-image'),
      deployment({ namespace: 'fault-pdb-image', image: ABSENT, replicas: 2 }),
      budget('fault-pdb-image', { minAvailable: 2 }),
    ],
    red: {
      'workloads/deployment/fault-pdb-image/web':
        /image "localhost\/no-such-image:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\)/,
      'workloads/pdb/fault-pdb-image/web':
        /it has 0 healthy pods and demands 2: image "localhost\/no-such-image:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\)/,
    },
  },
  {
    name: 'a PodDisruptionBudget demands pods that never get ready',
    manifests: (image) => [
      namespace('fault-pdb-unready'),
      deployment({ namespace: 'fault-pdb-unready', image, replicas: 2, knobs: ['--ready=false'] }),
      budget('fault-pdb-unready', { maxUnavailable: 1 }),
    ],
    red: {
      'workloads/deployment/fault-pdb-unready/web':
        /container app runs and is not ready: its readiness probe does not succeed/,
      'workloads/pdb/fault-pdb-unready/web':
        /it has 0 healthy pods and demands 1: container app runs and is not ready: its readiness probe does not succeed/,
    },
  },
  {
    name: 'a PodDisruptionBudget that demands all replicas, which are healthy',
    manifests: (image) => [
      namespace('fine-pdb'),
      deployment({ namespace: 'fine-pdb', image, replicas: 2 }),
      budget('fine-pdb', { minAvailable: 2 }),
    ],
    red: {},
    others: { 'workloads/deployment/fine-pdb/web': 'passed', 'workloads/pdb/fine-pdb/web': 'passed' },
  },
];
