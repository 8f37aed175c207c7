import type {
  CoreV1Event,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Ingress,
  V1Job,
  V1Lease,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1ReplicaSet,
  V1ReplicationController,
  V1Role,
  V1RoleBinding,
  V1Secret,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
  V1StorageClass,
  V1VolumeAttachment,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { Kind, Wire } from './kind.ts';

/** A kind of the typed client. It has a name, so that declarations name it too, and do not write out its whole type. */
export interface ApiKind<T> extends Kind<Wire<T>> {
  /** As of any kind. */
  readonly type?: Wire<T>;
}

const core = <T>(resource: string, kind: string, namespaced = true): ApiKind<T> => ({
  group: '',
  version: 'v1',
  resource,
  kind,
  namespaced,
});
const of = <T>(group: string, resource: string, kind: string, namespaced = true, version = 'v1'): ApiKind<T> => ({
  group,
  version,
  resource,
  kind,
  namespaced,
});
const RBAC = 'rbac.authorization.k8s.io';

export type Node = Wire<V1Node>;
export type Pod = Wire<V1Pod>;
export type Service = Wire<V1Service>;
export type Secret = Wire<V1Secret>;
export type Event = Wire<CoreV1Event>;
export type ConfigMap = Wire<V1ConfigMap>;
export type Deployment = Wire<V1Deployment>;
export type StatefulSet = Wire<V1StatefulSet>;
export type DaemonSet = Wire<V1DaemonSet>;
export type Job = Wire<V1Job>;
export type CronJob = Wire<V1CronJob>;
export type ReplicaSet = Wire<V1ReplicaSet>;
export type ReplicationController = Wire<V1ReplicationController>;
export type EndpointSlice = Wire<V1EndpointSlice>;
export type NetworkPolicy = Wire<V1NetworkPolicy>;
export type Lease = Wire<V1Lease>;
export type Hpa = Wire<V2HorizontalPodAutoscaler>;

/** The kinds that the suite reads or creates, by the name of their resource. */
export const kinds = {
  nodes: core<V1Node>('nodes', 'Node', false),
  namespaces: core<V1Namespace>('namespaces', 'Namespace', false),
  pods: core<V1Pod>('pods', 'Pod'),
  services: core<V1Service>('services', 'Service'),
  events: core<CoreV1Event>('events', 'Event'),
  configMaps: core<V1ConfigMap>('configmaps', 'ConfigMap'),
  replicationControllers: core<V1ReplicationController>('replicationcontrollers', 'ReplicationController'),
  deployments: of<V1Deployment>('apps', 'deployments', 'Deployment'),
  replicaSets: of<V1ReplicaSet>('apps', 'replicasets', 'ReplicaSet'),
  statefulSets: of<V1StatefulSet>('apps', 'statefulsets', 'StatefulSet'),
  daemonSets: of<V1DaemonSet>('apps', 'daemonsets', 'DaemonSet'),
  jobs: of<V1Job>('batch', 'jobs', 'Job'),
  endpointSlices: of<V1EndpointSlice>('discovery.k8s.io', 'endpointslices', 'EndpointSlice'),
  networkPolicies: of<V1NetworkPolicy>('networking.k8s.io', 'networkpolicies', 'NetworkPolicy'),
  ingresses: of<V1Ingress>('networking.k8s.io', 'ingresses', 'Ingress'),
  persistentVolumeClaims: core<V1PersistentVolumeClaim>('persistentvolumeclaims', 'PersistentVolumeClaim'),
  persistentVolumes: core<V1PersistentVolume>('persistentvolumes', 'PersistentVolume', false),
  storageClasses: of<V1StorageClass>('storage.k8s.io', 'storageclasses', 'StorageClass', false),
  volumeAttachments: of<V1VolumeAttachment>('storage.k8s.io', 'volumeattachments', 'VolumeAttachment', false),
  leases: of<V1Lease>('coordination.k8s.io', 'leases', 'Lease'),
  horizontalPodAutoscalers: of<V2HorizontalPodAutoscaler>(
    'autoscaling',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    true,
    'v2',
  ),
  cronJobs: of<V1CronJob>('batch', 'cronjobs', 'CronJob'),
  secrets: core<V1Secret>('secrets', 'Secret'),
  serviceAccounts: core<V1ServiceAccount>('serviceaccounts', 'ServiceAccount'),
  roles: of<V1Role>(RBAC, 'roles', 'Role'),
  roleBindings: of<V1RoleBinding>(RBAC, 'rolebindings', 'RoleBinding'),
  clusterRoles: of<V1ClusterRole>(RBAC, 'clusterroles', 'ClusterRole', false),
  clusterRoleBindings: of<V1ClusterRoleBinding>(RBAC, 'clusterrolebindings', 'ClusterRoleBinding', false),
} as const;
