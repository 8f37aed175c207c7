import { API_ADDRESS, API_PORT, SERVICE_NETWORK } from '../machine/address-plan.ts';
import { refusal } from '../cluster/api.ts';
import type { Component } from './component.ts';

/**
 * Writes only, with metadata: when each was received and answered, in microseconds. Leases and events are left out, because they would rotate the rest out.
 * The status of Deployments and HPAs, and the pods of the suite's own apps, are logged with their content, because only the content shows which
 * of several writes made the object ready.
 */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    { level: 'None', resources: [{ group: '', resources: ['events'] }, { group: 'events.k8s.io' }] },
    { level: 'None', resources: [{ group: 'authentication.k8s.io' }, { group: 'authorization.k8s.io' }] },
    { level: 'Request', verbs: ['update', 'patch'], resources: [{ group: 'apps', resources: ['deployments/status'] }] },
    {
      level: 'Request',
      verbs: ['update', 'patch'],
      resources: [{ group: 'autoscaling', resources: ['horizontalpodautoscalers/status'] }],
    },
    {
      level: 'Request',
      verbs: ['create', 'patch'],
      resources: [{ group: '', resources: ['pods', 'pods/status'] }],
      namespaces: ['shakedown-workloads'],
    },
    { level: 'Metadata' },
  ],
};

/** The API server, with an audit log of all writes. */
export const kubeApiserver: Component = {
  name: 'kube-apiserver',
  binaries: ['kube-apiserver', 'kubectl'],
  after: ['pki', 'etcd'],
  files: ({ layout }) => ({ [layout.config('audit-policy.json')]: JSON.stringify(AUDIT_POLICY) }),
  daemons: ({ layout, binary }) => [
    {
      name: 'kube-apiserver',
      argv: [
        binary('kube-apiserver'),
        '--etcd-servers=http://127.0.0.1:2379',
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
        '--allow-privileged=true',
        `--service-cluster-ip-range=${SERVICE_NETWORK}`,
        `--advertise-address=${API_ADDRESS}`,
        '--bind-address=0.0.0.0',
        `--secure-port=${API_PORT}`,
        `--client-ca-file=${layout.pki('ca.crt')}`,
        `--tls-cert-file=${layout.pki('apiserver.crt')}`,
        `--tls-private-key-file=${layout.pki('apiserver.key')}`,
        `--kubelet-certificate-authority=${layout.pki('ca.crt')}`,
        `--kubelet-client-certificate=${layout.pki('apiserver-kubelet-client.crt')}`,
        `--kubelet-client-key=${layout.pki('apiserver-kubelet-client.key')}`,
        '--kubelet-preferred-address-types=InternalIP,Hostname',
        `--service-account-key-file=${layout.pki('service-accounts.pub')}`,
        `--service-account-signing-key-file=${layout.pki('service-accounts.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--requestheader-client-ca-file=${layout.pki('front-proxy-ca.crt')}`,
        '--requestheader-allowed-names=system:auth-proxy',
        '--requestheader-extra-headers-prefix=X-Remote-Extra-',
        '--requestheader-group-headers=X-Remote-Group',
        '--requestheader-username-headers=X-Remote-User',
        `--proxy-client-cert-file=${layout.pki('front-proxy-client.crt')}`,
        `--proxy-client-key-file=${layout.pki('front-proxy-client.key')}`,
        '--enable-aggregator-routing=true',
        `--audit-policy-file=${layout.config('audit-policy.json')}`,
        `--audit-log-path=${layout.auditLog}`,
        '--audit-log-maxsize=64',
        '--audit-log-maxbackup=2',
      ],
    },
  ],
  manifests: () => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'shakedown-testbed:apiserver-to-kubelet' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:kubelet-api-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'kube-apiserver' }],
    },
  ],
  missing: async ({ api }) => refusal(await api.get('/readyz')),
};
