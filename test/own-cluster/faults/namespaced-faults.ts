import { daemonSet, deployment, job, namespace, service, statefulSet, type Fault } from './fault.ts';

const ABSENT = 'localhost/no-such-image:1';

/** A container that runs a script of one line, and has no probes. */
const script = (image: string, code: string) => ({ name: 'app', image, command: ['node', '-e', code] });

/** A PodDisruptionBudget for the pods of `web`. */
const budget = (namespace: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
});

/** Faults that keep to a namespace of their own, so that all of them can be seeded together and judged by one run. */
export const namespacedFaults: readonly Fault[] = [
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
    strike: async ({ kubectl }) => {
      // Once it has been available for a moment; until then it is a rollout that does not come about.
      const available = '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=NewReplicaSetAvailable';
      await kubectl(['--namespace=fault-flap', 'wait', available, 'deployment/web', '--timeout=60s']);
      const twice = '--for=jsonpath={.status.containerStatuses[0].restartCount}=2';
      await kubectl(['--namespace=fault-flap', 'wait', twice, 'pod', '--selector=app=web', '--timeout=60s']);
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
    strike: async ({ kubectl }) => {
      // Once it has been available for a moment; until then it is a rollout that does not come about.
      const available = '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=NewReplicaSetAvailable';
      await kubectl(['--namespace=fault-liveness', 'wait', available, 'deployment/web', '--timeout=60s']);
      const twice = '--for=jsonpath={.status.containerStatuses[0].restartCount}=2';
      await kubectl(['--namespace=fault-liveness', 'wait', twice, 'pod', '--selector=app=web', '--timeout=60s']);
    },
    red: {
      'workloads/deployment/fault-liveness/web':
        /container app (crashes|ended \d+ s after its last start) .*; Liveness probe failed: /,
    },
  },
  {
    name: 'an init container waits for what does not come',
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
    name: 'a Deployment is paused in mid-rollout',
    manifests: (image) => [namespace('fault-paused'), deployment({ namespace: 'fault-paused', image })],
    strike: async ({ kubectl }) => {
      const inside = ['--namespace=fault-paused'];
      await kubectl([...inside, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
      await kubectl([...inside, 'rollout', 'pause', 'deployment/web']);
      await kubectl([...inside, 'set', 'env', 'deployment/web', 'KNOB_VERSION=v2']);
    },
    red: { 'workloads/deployment/fault-paused/web': /paused/ },
  },
  {
    name: 'the selector of a Service matches nothing',
    manifests: (image) => [
      namespace('fault-selector'),
      deployment({ namespace: 'fault-selector', image }),
      service('fault-selector', { selector: { app: 'wbe' } }),
    ],
    red: {
      'workloads/service/fault-selector/web':
        /no ready endpoint: selector app=wbe matches no pod, and no workload in namespace fault-selector makes such pods/,
    },
    others: { 'workloads/deployment/fault-selector/web': 'passed' },
  },
  {
    name: 'nobody listens on the port of a Service',
    manifests: (image) => [
      namespace('fault-port'),
      deployment({ namespace: 'fault-port', image }),
      service('fault-port', { ports: [{ name: 'http', port: 80, targetPort: 9999 }] }),
    ],
    red: {
      'workloads/service/fault-port/web':
        /:9999 \(pod web-\S+\) refused the connection from node-1, node-2: nobody listens on port 9999/,
    },
    others: { 'workloads/deployment/fault-port/web': 'passed' },
  },
  {
    name: 'a Service names a port that no container has',
    manifests: (image) => [
      namespace('fault-port-name'),
      deployment({ namespace: 'fault-port-name', image }),
      service('fault-port-name', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }),
    ],
    red: {
      'workloads/service/fault-port-name/web':
        /its endpoints have no TCP port: no container of its pods names a port 'web'/,
    },
    others: { 'workloads/deployment/fault-port-name/web': 'passed' },
  },
  {
    name: 'one of the two ports of a Service is named by no container',
    manifests: (image) => [
      namespace('fault-second-port'),
      deployment({ namespace: 'fault-second-port', image }),
      service('fault-second-port', {
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'adm', port: 9090, targetPort: 'nosuch' },
        ],
      }),
    ],
    red: {
      'workloads/service/fault-second-port/web':
        /port adm: no ready endpoint serves it: no container of its ready pods names a port 'nosuch'/,
    },
    others: { 'workloads/deployment/fault-second-port/web': 'passed' },
  },
  {
    name: 'a policy keeps the agents off, and nobody listens there either',
    manifests: (image) => [
      namespace('fault-policy'),
      deployment({ namespace: 'fault-policy', image }),
      service('fault-policy', { ports: [{ name: 'http', port: 80, targetPort: 9999 }] }),
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'deny', namespace: 'fault-policy' },
        spec: { podSelector: {}, policyTypes: ['Ingress'] },
      },
    ],
    // What a policy may drop cannot be judged from outside of it.
    red: {},
    others: { 'workloads/service/fault-policy/web': 'inconclusive' },
  },
  {
    name: 'a StatefulSet stops at a pod that does not get ready',
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
    name: 'a StatefulSet asks for a volume of a class that is not there',
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
      'workloads/statefulset/fault-volume/web': /it cannot be scheduled: .*unbound immediate PersistentVolumeClaims/,
    },
  },
  {
    name: 'the pods of a DaemonSet cannot pull their image',
    manifests: () => [namespace('fault-daemon'), daemonSet({ namespace: 'fault-daemon', image: ABSENT })],
    red: {
      'workloads/daemonset/fault-daemon/web':
        /image "localhost\/no-such-image:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\)/,
    },
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
  {
    name: 'a Job fails',
    manifests: (image) => [
      namespace('fault-job'),
      job('fault-job', image, ['target-app', '--no-such-knob'], { backoffLimit: 0 }),
    ],
    red: { 'workloads/job/fault-job/job': /it has failed \(BackoffLimitExceeded\)/ },
  },
  {
    name: 'a Job takes longer than it may',
    manifests: (image) => [
      namespace('fault-job-late'),
      job('fault-job-late', image, ['target-app'], { activeDeadlineSeconds: 1 }),
    ],
    red: { 'workloads/job/fault-job-late/job': /it has failed \(DeadlineExceeded\)/ },
  },
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
];
