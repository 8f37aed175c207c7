import type { Component } from './component.ts';
import { access, configMap, CONFINED, identity, namespace, oneReplica } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('descheduler', 'descheduler');

/** It serves its health over TLS alone. */
const HEALTH = 10_258;

/** The only namespace whose pods it moves: one that tests create. */
const MOVED = 'descheduled';

/** https://github.com/kubernetes-sigs/descheduler/blob/v0.36.0/README.md, "Policy, Default Evictor and Strategy plugins" */
const POLICY = {
  apiVersion: 'descheduler/v1alpha2',
  kind: 'DeschedulerPolicy',
  profiles: [
    {
      name: 'moves',
      pluginConfig: [
        { name: 'DefaultEvictor', args: { minPodAge: '10s' } },
        { name: 'PodLifeTime', args: { maxPodLifeTimeSeconds: 20, namespaces: { include: [MOVED] } } },
      ],
      plugins: { deschedule: { enabled: ['PodLifeTime'] } },
    },
  ],
};

/** Evicts the pods of one namespace that are older than 20 s, again and again, so that they are always on the move. */
export const descheduler: Component = {
  name: WHO.name,
  addon: 'descheduler',
  binaries: [],
  images: ['descheduler'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    // https://github.com/kubernetes-sigs/descheduler/blob/v0.36.0/kubernetes/base/rbac.yaml, without what a leader election and metrics need.
    ...access(WHO, [
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'update'] },
      {
        apiGroups: [''],
        resources: ['nodes', 'namespaces', 'persistentvolumeclaims'],
        verbs: ['get', 'list', 'watch'],
      },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'delete'] },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
      { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: ['get', 'list', 'watch'] },
    ]),
    configMap(WHO, { 'policy.yaml': JSON.stringify(POLICY) }),
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: WHO.name,
          image: image('descheduler').ref,
          imagePullPolicy: 'Never',
          args: ['--policy-config-file=/policy/policy.yaml', '--descheduling-interval=15s', '--v=3'],
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
          readinessProbe: { httpGet: { path: '/healthz', port: HEALTH, scheme: 'HTTPS' }, periodSeconds: 1 },
          securityContext: CONFINED,
          volumeMounts: [{ name: 'policy', mountPath: '/policy' }],
        },
      ],
      volumes: [{ name: 'policy', configMap: { name: WHO.name } }],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};
