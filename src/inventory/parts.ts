import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { podDisruptionBudgets } from '../conditions/kinds/pod-disruption-budget.ts';
import { entranceKinds } from '../conditions/platform/entrance-kinds.ts';
import { apiServices, isAggregated } from '../conditions/platform/api-service.ts';
import { customResourceDefinitions } from '../conditions/platform/custom-resource-definition.ts';
import {
  mutatingWebhookConfigurations,
  validatingWebhookConfigurations,
} from '../conditions/platform/webhook-configuration.ts';
import { isStandalone } from '../conditions/workloads/standalone-pod.ts';
import { snapshotKinds } from '../conditions/platform/snapshot-kinds.ts';
import type { Part } from './part.ts';

/** Most fields of the API's types are optional, but from a sample without a spec no check would be created. */
type WithSpec<T> = T extends { spec?: infer Spec } ? T & { spec: NonNullable<Spec> } : T;
/** The objects of a kind. */
type KindObject<K> = K extends Kind<infer T extends object> ? T : never;
/** A row of the table: a part of that kind. Its sample has a spec if the kind has one. Declarations name the kind, and do not write out its objects. */
export type Row<K> = Part<KindObject<K>> & { sample: NoInfer<WithSpec<KindObject<K>>> };

/** A row of the table; the type of its sample follows from its kind. */
function row<K extends Kind<object>>(of: Row<K> & { readonly kind: K }): Row<K> {
  return of;
}

const labels = { app: 'sample' };
const selector = { matchLabels: labels };
const backend = { namespace: 'sample', name: 'sample' };
const webhook = { name: 'sample.example.com', clientConfig: { service: backend } };
const template = { metadata: { labels }, spec: { containers: [{ name: 'sample', image: 'sample' }] } };

/**
 * The kinds that checks are about, by the name of their resource. A new kind needs only a row: discovery and its permissions, the sample
 * inventory, the scope, `inventory()` and `forEach` are derived from it.
 */
export const parts = {
  nodes: row({
    kind: kinds.nodes,
    id: 'workloads/node',
    byLabels: false,
    sample: { spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
  }),
  namespaces: row({
    kind: kinds.namespaces,
    id: 'workloads/namespace',
    byLabels: false,
    sample: { spec: {}, status: { phase: 'Active' } },
  }),
  deployments: row({
    kind: kinds.deployments,
    id: 'workloads/deployment',
    byLabels: true,
    sample: { spec: { replicas: 1, selector, template }, status: {} },
  }),
  statefulSets: row({
    kind: kinds.statefulSets,
    id: 'workloads/statefulset',
    byLabels: true,
    sample: { spec: { replicas: 1, serviceName: 'sample', selector, template }, status: { replicas: 1 } },
  }),
  daemonSets: row({
    kind: kinds.daemonSets,
    id: 'workloads/daemonset',
    byLabels: true,
    sample: {
      spec: { selector, template },
      status: { currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: 1 },
    },
  }),
  pods: row({
    kind: kinds.pods,
    id: 'workloads/pod',
    byLabels: true,
    // A static pod has no service account: the API server refuses one, and so all of them are found without a LIST of all pods.
    // https://github.com/kubernetes/kubernetes/blob/v1.34.0/plugin/pkg/admission/serviceaccount/admission.go
    among: {
      selections: [{ fieldSelector: 'spec.serviceAccountName=' }, { namespace: 'kube-system' }],
      only: isStandalone,
      leavesOut: 'pods without an owner outside of kube-system',
    },
    sample: { spec: { containers: [{ name: 'sample', image: 'sample' }] } },
  }),
  jobs: row({
    kind: kinds.jobs,
    id: 'workloads/job',
    byLabels: true,
    sample: { spec: { template }, status: {} },
  }),
  cronJobs: row({
    kind: kinds.cronJobs,
    id: 'workloads/cronjob',
    byLabels: true,
    sample: { spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } }, status: {} },
  }),
  services: row({
    kind: kinds.services,
    id: 'workloads/service',
    byLabels: true,
    sample: { spec: { type: 'ClusterIP', clusterIP: '192.0.2.1', selector: labels, ports: [{ port: 80 }] } },
  }),
  horizontalPodAutoscalers: row({
    kind: kinds.horizontalPodAutoscalers,
    id: 'autoscaling/hpa',
    // Administrators can switch groups other than the core off.
    optional: true,
    byLabels: true,
    sample: { spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'sample' } } },
  }),
  podDisruptionBudgets: row({
    kind: podDisruptionBudgets,
    id: 'workloads/pdb',
    optional: true,
    byLabels: true,
    sample: { spec: { minAvailable: 1, selector } },
  }),
  apiServices: row({
    kind: apiServices,
    id: 'platform/apiservice',
    optional: true,
    byLabels: false,
    among: { selections: [{}], only: isAggregated },
    sample: {
      spec: { group: 'sample', version: 'v1', service: backend, groupPriorityMinimum: 1, versionPriority: 1 },
    },
  }),
  validatingWebhookConfigurations: row({
    kind: validatingWebhookConfigurations,
    id: 'platform/validatingwebhook',
    optional: true,
    byLabels: false,
    sample: { webhooks: [{ ...webhook, sideEffects: 'None', admissionReviewVersions: ['v1'] }] },
  }),
  mutatingWebhookConfigurations: row({
    kind: mutatingWebhookConfigurations,
    id: 'platform/mutatingwebhook',
    optional: true,
    byLabels: false,
    sample: { webhooks: [{ ...webhook, sideEffects: 'None', admissionReviewVersions: ['v1'] }] },
  }),
  customResourceDefinitions: row({
    kind: customResourceDefinitions,
    id: 'platform/crd',
    optional: true,
    byLabels: false,
    sample: {
      spec: {
        group: 'sample',
        names: { kind: 'Sample', plural: 'samples' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    },
  }),
  storageClasses: row({
    kind: kinds.storageClasses,
    id: 'platform/storageclass',
    byLabels: false,
    sample: {
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'sample.example.com',
      allowVolumeExpansion: true,
    },
  }),
  volumeSnapshotClasses: row({
    kind: snapshotKinds.volumeSnapshotClasses,
    id: 'platform/snapshotclass',
    optional: true,
    byLabels: false,
    sample: { driver: 'sample.example.com', deletionPolicy: 'Delete' },
  }),
  persistentVolumeClaims: row({
    kind: kinds.persistentVolumeClaims,
    id: 'platform/claim',
    byLabels: true,
    sample: { spec: { storageClassName: 'sample' }, status: { phase: 'Bound' } },
  }),
  ingresses: row({
    kind: entranceKinds.ingresses,
    id: 'platform/ingress',
    optional: true,
    byLabels: true,
    sample: { spec: { ingressClassName: 'sample', defaultBackend: { service: { name: 'sample' } } } },
  }),
  gateways: row({
    kind: entranceKinds.gateways,
    id: 'platform/gateway',
    optional: true,
    byLabels: true,
    sample: { spec: { gatewayClassName: 'sample' } },
  }),
  httpRoutes: row({
    kind: entranceKinds.httpRoutes,
    id: 'platform/httproute',
    optional: true,
    byLabels: true,
    sample: { spec: { parentRefs: [{ name: 'sample' }] } },
  }),
  grpcRoutes: row({
    kind: entranceKinds.grpcRoutes,
    id: 'platform/grpcroute',
    optional: true,
    byLabels: true,
    sample: { spec: { parentRefs: [{ name: 'sample' }] } },
  }),
} as const;

/** The name of a kind that checks are about: `'deployments'`. */
export type PartName = keyof typeof parts;

/** An object of a kind that checks are about. */
export type ObjectOf<Name extends PartName> = KindObject<(typeof parts)[Name]['kind']>;

/** The parts with their names, as one list. */
export const namedParts = Object.entries(parts) as readonly [PartName, Part][];
