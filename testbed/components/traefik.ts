import { INGRESS_ADDRESS } from '../machine/address-plan.ts';
import type { Component, Manifest } from './component.ts';
import { access, CONFINED, identity, namespace, oneReplica, type Rule } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('traefik', 'traefik');

const PING = 8080;

const READ = ['get', 'list', 'watch'];
const ROUTES = ['grpcroutes', 'httproutes', 'tcproutes', 'tlsroutes', 'udproutes'];
const OF_CONTROLLER = ['backendtlspolicies', 'gatewayclasses', 'gateways', 'listenersets', ...ROUTES];

/** https://github.com/traefik/traefik/blob/v3.7.13/docs/content/reference/dynamic-configuration/kubernetes-gateway-rbac.yml, and what Ingresses need. */
const RULES: Rule[] = [
  { apiGroups: [''], resources: ['namespaces', 'nodes', 'services', 'secrets', 'configmaps'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: [...OF_CONTROLLER, 'referencegrants'], verbs: READ },
  {
    apiGroups: ['gateway.networking.k8s.io'],
    resources: OF_CONTROLLER.map((name) => `${name}/status`),
    verbs: ['update', 'patch'],
  },
];

/** Traefik, for Ingresses of the class `traefik` and Gateways of the class `traefik`, on port 80; for Ingresses also with TLS, on port 443. */
export const traefik: Component = {
  name: WHO.name,
  addon: 'ingress',
  binaries: [],
  images: ['traefik'],
  after: ['kubelet', 'coredns', 'gateway-api'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(WHO, RULES),
    ...classes(),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...WHO },
      spec: {
        clusterIP: INGRESS_ADDRESS,
        selector: WHO.labels,
        ports: [
          { name: 'web', port: 80, protocol: 'TCP', targetPort: 80 },
          { name: 'websecure', port: 443, protocol: 'TCP', targetPort: 443 },
        ],
      },
    },
    oneReplica(WHO, {
      serviceAccountName: WHO.name,
      // The listener of a Gateway has to have the port on which it listens.
      securityContext: { runAsNonRoot: true, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
      containers: [
        {
          name: WHO.name,
          image: image('traefik').ref,
          imagePullPolicy: 'Never',
          args: [
            ...['--entrypoints.websecure.address=:443', '--entrypoints.websecure.http.tls=true'],
            ...['--entrypoints.web.address=:80', `--entrypoints.traefik.address=:${PING}`, '--ping=true'],
            ...[
              '--providers.kubernetesingress=true',
              `--providers.kubernetesingress.ingressendpoint.ip=${INGRESS_ADDRESS}`,
            ],
            ...[
              '--providers.kubernetesgateway=true',
              `--providers.kubernetesgateway.statusaddress.ip=${INGRESS_ADDRESS}`,
            ],
            ...['--global.checknewversion=false', '--global.sendanonymoususage=false'],
          ],
          ports: [
            { name: 'web', containerPort: 80 },
            { name: 'websecure', containerPort: 443 },
          ],
          resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '160Mi' } },
          readinessProbe: { httpGet: { path: '/ping', port: PING }, periodSeconds: 1 },
          securityContext: CONFINED,
        },
      ],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
};

function classes(): Manifest[] {
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: WHO.name },
      spec: { controller: 'traefik.io/ingress-controller' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: WHO.name },
      spec: { controllerName: 'traefik.io/gateway-controller' },
    },
  ];
}
