import { webhook } from '../webhook.ts';
import { deployment, namespace, service, WHILE_SEEDING, type Fault } from '../fault.ts';

const labels = { 'shakedown-test': 'fault' };
/** A definition of things in the group of a fault. */
const definition = (group: string, plural: string, kind: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}`, labels },
  spec: {
    group,
    names: { kind, plural, singular: plural.slice(0, -1) },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

/** Faults of the platform that affect nothing else, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the backend of an admission webhook is gone',
    manifests: () => [namespace('fault-hook'), webhook('fault-hook', {}, 'MutatingWebhookConfiguration')],
    red: {
      'platform/mutatingwebhook/fault-hook':
        /^webhook hook\.example\.com cannot be called, so that the requests .* \(failurePolicy Fail\): Service fault-hook\/web does not exist$/,
    },
  },
  {
    name: 'no pod of an admission webhook gets ready',
    manifests: (image) => [
      namespace('fault-hook-unready'),
      deployment({ namespace: 'fault-hook-unready', image, knobs: ['--ready=false'] }),
      service('fault-hook-unready', { ports: [{ name: 'https', port: 443, targetPort: 8080 }] }),
      webhook('fault-hook-unready'),
    ],
    red: {
      'platform/validatingwebhook/fault-hook-unready':
        /Service fault-hook-unready\/web has no ready endpoint: container app runs and is not ready/,
      'workloads/deployment/fault-hook-unready/web': /container app runs and is not ready/,
      'workloads/service/fault-hook-unready/web': /no ready endpoint/,
    },
  },
  {
    name: 'a finalizer holds a namespace that is being deleted',
    manifests: () => [
      namespace('fault-finalizer'),
      {
        ...{ apiVersion: 'v1', kind: 'ConfigMap' },
        metadata: { namespace: 'fault-finalizer', name: 'held', labels, finalizers: ['example.com/nobody'] },
      },
    ],
    inject: async ({ kubectl }) => {
      await kubectl(['delete', 'namespace', 'fault-finalizer', '--wait=false']);
      const told = '--for=condition=NamespaceFinalizersRemaining';
      await kubectl(['wait', told, 'namespace/fault-finalizer', WHILE_SEEDING]);
    },
    red: {
      'platform/namespace/fault-finalizer':
        /^it is being deleted since \S+, and does not go: .*example\.com\/nobody in 1 resource instances; .*configmaps\. has 1 resource instances/,
    },
  },
  {
    name: 'the names of a CustomResourceDefinition belong to another one',
    manifests: () => [],
    inject: async ({ apply, kubectl }) => {
      const [first, second] = ['gears', 'cogs'].map((plural) => definition('fault.example.com', plural, 'Gear'));
      await apply([first!]);
      await kubectl(['wait', '--for=condition=Established', 'crd/gears.fault.example.com', WHILE_SEEDING]);
      await apply([second!]);
    },
    red: { 'platform/crd/cogs.fault.example.com': /^its names are not accepted: "Gear(List)?" is already in use/ },
    others: { 'platform/crd/gears.fault.example.com': 'passed' },
  },
  {
    name: 'a namespace that is being deleted has a pod with time to end',
    manifests: (image) => [
      namespace('fine-leaving'),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: 'fine-leaving', name: 'slow' },
        spec: {
          terminationGracePeriodSeconds: 90,
          containers: [{ name: 'app', image, args: ['target-app', '--drain=40s'] }],
        },
      },
    ],
    inject: async ({ kubectl }) => {
      await kubectl(['-n', 'fine-leaving', 'wait', '--for=condition=Ready', 'pod/slow', WHILE_SEEDING]);
      await kubectl(['delete', 'namespace', 'fine-leaving', '--wait=false']);
    },
    red: {},
    others: { 'platform/apiservice/v1beta1.metrics.k8s.io': 'passed' },
  },
];
