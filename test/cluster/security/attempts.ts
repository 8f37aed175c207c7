import type { ApiCall } from './api-client.ts';

/** The namespaces of a test of escalation. */
export interface Places {
  sonobuoy: string;
  suite: string;
  workloads: string;
  /** Of somebody else: with a Secret `secret`, and a service account `owner`. */
  victim: string;
}

const SIMPLE = { containers: [{ name: 'c', image: 'localhost/none' }] };

/** Pods with which a node, and then the cluster, can be taken over. */
export const dangerousPods: Readonly<Record<string, object>> = {
  privileged: { containers: [{ name: 'c', image: 'localhost/none', securityContext: { privileged: true } }] },
  'with the root of the node': { ...SIMPLE, volumes: [{ name: 'root', hostPath: { path: '/' } }] },
  'in the network of the node': { ...SIMPLE, hostNetwork: true },
  'with the processes of the node': { ...SIMPLE, hostPID: true, hostIPC: true },
  'with a port of the node': {
    containers: [{ name: 'c', image: 'localhost/none', ports: [{ containerPort: 80, hostPort: 80 }] }],
  },
  'with a capability': {
    containers: [{ name: 'c', image: 'localhost/none', securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }],
  },
  'as root': {
    containers: [{ name: 'c', image: 'localhost/none', securityContext: { runAsUser: 0, runAsNonRoot: false } }],
  },
};

/** A workload object around a pod. */
export function workload(kind: string, name: string, pod: object): object {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: pod };
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: labels }, template } };
}

/** A Job with one pod. */
export function job(name: string, pod: object): object {
  const spec = { backoffLimit: 0, template: { spec: { ...pod, restartPolicy: 'Never' } } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec };
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const MONITORING = '/apis/monitoring.coreos.com/v1';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const SNAPSHOTS = '/apis/snapshot.storage.k8s.io/v1';
const create = (path: string, body: object): ApiCall => ({ method: 'POST', path, body });
const patch = (path: string, body: object): ApiCall => ({ method: 'PATCH', path, body });
const remove = (path: string): ApiCall => ({ method: 'DELETE', path });
const admin = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const named = (name: string) => ({ metadata: { name } });

/** What a thief of the account's token tries. Each is refused by authorization. */
export function attempts(places: Places): Record<string, ApiCall> {
  const { sonobuoy, suite, workloads, victim } = places;
  const account = [{ kind: 'ServiceAccount', name: 'shakedown', namespace: sonobuoy }];
  const all = [sonobuoy, suite, workloads, victim, 'kube-system', 'default'];
  const own = [suite, workloads];
  const ns = (name: string) => `/api/v1/namespaces/${name}`;
  const entries: [string, ApiCall][] = [
    ...all.flatMap((name): [string, ApiCall][] => [
      ...Object.entries(dangerousPods).map(([how, spec]): [string, ApiCall] => [
        `a pod ${how} in ${name}`,
        create(`${ns(name)}/pods`, { ...named('escape'), spec }),
      ]),
      [`a harmless pod in ${name}`, create(`${ns(name)}/pods`, { ...named('pod'), spec: SIMPLE })],
      [`the Secrets of ${name}`, { path: `${ns(name)}/secrets` }],
      [`a token of another account in ${name}`, create(`${ns(name)}/serviceaccounts/default/token`, { spec: {} })],
      [`a service account in ${name}`, create(`${ns(name)}/serviceaccounts`, named('mine'))],
      [`a Secret of a service account in ${name}`, create(`${ns(name)}/secrets`, named('mine'))],
      [`another image in a pod of ${name}`, patch(`${ns(name)}/pods/any`, { spec: SIMPLE })],
      [`a debug container in a pod of ${name}`, patch(`${ns(name)}/pods/any/ephemeralcontainers`, {})],
      [`a command in a pod of ${name}`, { method: 'POST', path: `${ns(name)}/pods/any/exec?command=id` }],
      [`a command in a pod of ${name}, by GET`, { path: `${ns(name)}/pods/any/exec?command=id` }],
      [`the terminal of a pod of ${name}`, { method: 'POST', path: `${ns(name)}/pods/any/attach` }],
      [`a port of a pod of ${name}`, { method: 'POST', path: `${ns(name)}/pods/any/portforward` }],
      [`the labels of the namespace ${name}`, patch(ns(name), { metadata: { labels: { x: 'y' } } })],
      [
        `the Pod Security label of the namespace ${name}`,
        patch(ns(name), { metadata: { labels: { 'pod-security.kubernetes.io/enforce': null } } }),
      ],
      [`the namespace ${name}`, remove(ns(name))],
      [`the finalizers of the namespace ${name}`, { method: 'PUT', path: `${ns(name)}/finalize`, body: {} }],
      [
        `cluster-admin in ${name}`,
        create(`${RBAC}/namespaces/${name}/rolebindings`, { ...named('mine'), roleRef: admin, subjects: account }),
      ],
      [`a Role in ${name}`, create(`${RBAC}/namespaces/${name}/roles`, { ...named('mine'), rules: everything })],
      [`its own Role in ${name}`, patch(`${RBAC}/namespaces/${name}/roles/shakedown`, { rules: everything })],
      [`endpoints of a Service in ${name}`, create(`${ns(name)}/endpoints`, named('mine'))],
      // One can have Prometheus send its own token to any address.
      [`a ServiceMonitor in ${name}`, create(`${MONITORING}/namespaces/${name}/servicemonitors`, named('mine'))],
      [`a Prometheus in ${name}`, create(`${MONITORING}/namespaces/${name}/prometheuses`, named('mine'))],
    ]),
    ...[sonobuoy, victim, 'kube-system', 'default'].flatMap((name): [string, ApiCall][] => [
      ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].map((resource): [string, ApiCall] => [
        `one of the ${resource} in ${name}`,
        create(`/apis/apps/v1/namespaces/${name}/${resource}`, workload('Deployment', 'mine', SIMPLE)),
      ]),
      [`a PodMonitor in ${name}`, create(`${MONITORING}/namespaces/${name}/podmonitors`, named('mine'))],
      [`a Job in ${name}`, create(`/apis/batch/v1/namespaces/${name}/jobs`, named('mine'))],
      [`a CronJob in ${name}`, create(`/apis/batch/v1/namespaces/${name}/cronjobs`, named('mine'))],
      [`a Service in ${name}`, create(`${ns(name)}/services`, { ...named('mine'), spec: { ports: [{ port: 80 }] } })],
      [`a ConfigMap in ${name}`, create(`${ns(name)}/configmaps`, named('mine'))],
      [`the ConfigMaps of ${name}`, { path: `${ns(name)}/configmaps` }],
      [`the pods of ${name}`, remove(`${ns(name)}/pods`)],
      [`one pod of ${name}`, remove(`${ns(name)}/pods/any`)],
      [`the log of a pod of ${name}`, { path: `${ns(name)}/pods/any/log` }],
      [`a request to a pod of ${name}`, { path: `${ns(name)}/pods/any/proxy/` }],
      [`a request to a Service of ${name}`, { path: `${ns(name)}/services/any/proxy/` }],
      [`a NetworkPolicy of ${name}`, remove(`/apis/networking.k8s.io/v1/namespaces/${name}/networkpolicies/any`)],
      [`a Lease of ${name}`, patch(`/apis/coordination.k8s.io/v1/namespaces/${name}/leases/any`, {})],
      [`the eviction of a pod of ${name}`, create(`${ns(name)}/pods/any/eviction`, named('any'))],
    ]),
    ...own.flatMap((name): [string, ApiCall][] => [
      [`all pods of ${name} at once`, remove(`${ns(name)}/pods`)],
      [`a CronJob in ${name}`, create(`/apis/batch/v1/namespaces/${name}/cronjobs`, named('mine'))],
      [`the status of a Service of ${name}`, patch(`${ns(name)}/services/any/status`, { status: {} })],
    ]),
    [`a NetworkPolicy of ${suite}`, remove(`/apis/networking.k8s.io/v1/namespaces/${suite}/networkpolicies/any`)],
    [`a DaemonSet in ${workloads}`, create(`/apis/apps/v1/namespaces/${workloads}/daemonsets`, named('mine'))],
    [`a Job in ${suite}`, create(`/apis/batch/v1/namespaces/${suite}/jobs`, named('mine'))],
    [`a Deployment in ${suite}`, create(`/apis/apps/v1/namespaces/${suite}/deployments`, named('mine'))],
    ['all Secrets', { path: '/api/v1/secrets' }],
    ['one Secret of somebody else', { path: `${ns(victim)}/secrets/secret` }],
    ['a token of Sonobuoy', create(`${ns(sonobuoy)}/serviceaccounts/sonobuoy-serviceaccount/token`, { spec: {} })],
    ['a token of somebody else', create(`${ns(victim)}/serviceaccounts/owner/token`, { spec: {} })],
    ['a token of its own, for longer', create(`${ns(sonobuoy)}/serviceaccounts/shakedown/token`, { spec: {} })],
    ['a ClusterRole', create(`${RBAC}/clusterroles`, { ...named('mine'), rules: everything })],
    ['its own ClusterRole', patch(`${RBAC}/clusterroles/shakedown`, { rules: everything })],
    ['cluster-admin', create(`${RBAC}/clusterrolebindings`, { ...named('mine'), roleRef: admin, subjects: account })],
    ['its own ClusterRoleBinding', patch(`${RBAC}/clusterrolebindings/shakedown`, { subjects: account })],
    ['the roles', { path: `${RBAC}/clusterroles` }],
    ...(
      [
        { 'Impersonate-User': 'system:admin' },
        { 'Impersonate-User': 'x', 'Impersonate-Group': 'system:masters' },
        { 'Impersonate-User': 'system:serviceaccount:kube-system:default' },
        { 'Impersonate-User': 'system:node:any' },
      ] as Record<string, string>[]
    ).map((headers): [string, ApiCall] => [
      `to be ${Object.values(headers).join(' of ')}`,
      { path: '/api/v1/nodes', headers },
    ]),
    ['the kubelet of a node', { path: '/api/v1/nodes/any/proxy/pods' }],
    ['a command by the kubelet', { method: 'POST', path: '/api/v1/nodes/any/proxy/run/x/y/z?cmd=id' }],
    ['the labels of a node', patch('/api/v1/nodes/any', { metadata: { labels: { x: 'y' } } })],
    ['the status of a node', patch('/api/v1/nodes/any/status', { status: {} })],
    ['a node', remove('/api/v1/nodes/any')],
    ['another namespace', create('/api/v1/namespaces', named('mine'))],
    ['an admission policy', create(`${ADMISSION}/validatingadmissionpolicies`, named('mine'))],
    ['no admission policy', remove(`${ADMISSION}/validatingadmissionpolicies/any`)],
    ['no binding of an admission policy', remove(`${ADMISSION}/validatingadmissionpolicybindings/any`)],
    ['a mutating webhook', create(`${ADMISSION}/mutatingwebhookconfigurations`, named('mine'))],
    ['no validating webhook', remove(`${ADMISSION}/validatingwebhookconfigurations/any`)],
    ['a certificate', create('/apis/certificates.k8s.io/v1/certificatesigningrequests', named('mine'))],
    [
      'the approval of a certificate',
      { method: 'PUT', path: '/apis/certificates.k8s.io/v1/certificatesigningrequests/any/approval', body: {} },
    ],
    ['an extension of the API', create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', named('mine'))],
    ['an API server of its own', create('/apis/apiregistration.k8s.io/v1/apiservices', named('mine'))],
    ['a volume', create('/api/v1/persistentvolumes', named('mine'))],
    ['a volume on another node', create('/apis/storage.k8s.io/v1/volumeattachments', named('mine'))],
    ['a volume from its node', remove('/apis/storage.k8s.io/v1/volumeattachments/any')],
    // A content of one's own may name any snapshot that the driver has.
    ['the content of a snapshot of somebody', create(`${SNAPSHOTS}/volumesnapshotcontents`, named('mine'))],
    ['no content of a snapshot', remove(`${SNAPSHOTS}/volumesnapshotcontents/any`)],
    ['a class of snapshots', create(`${SNAPSHOTS}/volumesnapshotclasses`, named('mine'))],
    ...[sonobuoy, suite, victim].map((name): [string, ApiCall] => [
      `a snapshot of a volume of ${name}`,
      create(`${SNAPSHOTS}/namespaces/${name}/volumesnapshots`, named('mine')),
    ]),
    ['a priority class', create('/apis/scheduling.k8s.io/v1/priorityclasses', named('mine'))],
    ['a review of a token', create('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'x' } })],
    ['the logs of a control plane', { path: '/logs/' }],
    ['its metrics', { path: '/metrics' }],
  ];
  return Object.fromEntries(entries);
}
