import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { deployment, namespace, service, WHILE_SEEDING } from '../faults/fault.ts';

const PLACE = 'fault-entrances';
const CONTROLLER = ['--namespace=traefik', 'deployment/traefik'];
const focus = 'platform/(ingress|gateway|httproute|grpcroute|loadbalancer|entrance|name)/';

const backend = { service: { name: 'web', port: { number: 80 } } };
const ingress = (name: string, to: object = backend) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: PLACE },
  spec: {
    ingressClassName: 'traefik',
    rules: [{ host: `${name}.example.com`, http: { paths: [{ path: '/', pathType: 'Prefix', backend: to }] } }],
  },
});
const gatewayApi = 'gateway.networking.k8s.io/v1';
const gateway = {
  ...{ apiVersion: gatewayApi, kind: 'Gateway', metadata: { name: 'edge', namespace: PLACE } },
  spec: { gatewayClassName: 'traefik', listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }] },
};
const route = {
  ...{ apiVersion: gatewayApi, kind: 'HTTPRoute', metadata: { name: 'web', namespace: PLACE } },
  spec: {
    ...{ parentRefs: [{ name: 'edge' }], hostnames: ['route.example.com'] },
    rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
  },
};

const grpcRoute = (service: string) => ({
  ...{ apiVersion: gatewayApi, kind: 'GRPCRoute', metadata: { name: 'calls', namespace: PLACE } },
  spec: {
    ...{ parentRefs: [{ name: 'edge' }], hostnames: ['calls.example.com'] },
    rules: [{ backendRefs: [{ name: service, port: 80 }] }],
  },
});
/** What is behind it is spoken to over HTTP/2, without TLS. */
const h2c = [{ name: 'grpc', port: 80, targetPort: 8080, appProtocol: 'kubernetes.io/h2c' }];

/** A server of gRPC that has no method. */
const callServer = (image: string) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'calls', namespace: PLACE, labels: { app: 'calls' } } },
  spec: { containers: [{ name: 'app', image, command: ['node', '--eval', ANSWER_UNIMPLEMENTED], readinessProbe }] },
});
const readinessProbe = { tcpSocket: { port: 8080 }, periodSeconds: 1 };
const ANSWER_UNIMPLEMENTED = `require('node:http2')
  .createServer()
  .on('stream', (stream) => stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true }))
  .listen(8080)`;

/** The address of a pod of the app. */
async function addressOf({ kubectl }: LocalCluster): Promise<string> {
  const pods = await kubectl(['get', 'pods', `--namespace=${PLACE}`, '--selector=app=web', '--output=json']);
  const { items } = JSON.parse(pods) as { items: { status: { podIP: string } }[] };
  return items[0]!.status.podIP;
}

/** An app behind an Ingress and a route of Traefik, which answer. */
async function openShop({ apply, kubectl, image }: LocalCluster, more: readonly object[] = []): Promise<void> {
  await apply([namespace(PLACE), deployment({ namespace: PLACE, image }), service(PLACE), ingress('shop'), gateway]);
  await apply([route, ...more]);
  await kubectl(['rollout', 'status', `--namespace=${PLACE}`, 'deployment/web', WHILE_SEEDING]);
  for (const [path, object] of [
    ['{.status.loadBalancer.ingress[0].ip}', 'ingress/shop'],
    ['{.status.addresses[0].value}', 'gateway/edge'],
  ] as const)
    await kubectl(['wait', `--namespace=${PLACE}`, `--for=jsonpath=${path}`, object, WHILE_SEEDING]);
}

/** A Service with an address that a load balancer would give it. */
async function balance(
  { apply, kubectl }: LocalCluster,
  name: string,
  ipMode: 'VIP' | 'Proxy',
  ip = '192.0.2.80',
): Promise<void> {
  const ports = [{ name: 'http', port: 80, targetPort: 8080 }];
  await apply([{ ...service(PLACE, { name }), spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports } }]);
  const status = { loadBalancer: { ingress: [{ ip, ipMode }] } };
  const patch = ['--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status })}`];
  await kubectl(['patch', 'service', name, `--namespace=${PLACE}`, ...patch]);
}

const open = {
  [`platform/ingress/${PLACE}/shop`]: 'passed',
  [`platform/gateway/${PLACE}/edge`]: 'passed',
  [`platform/httproute/${PLACE}/web`]: 'passed',
} as const;
const answer = {
  [`platform/entrance/ingress/${PLACE}/shop`]: 'passed',
  [`platform/entrance/httproute/${PLACE}/web`]: 'passed',
} as const;
const nothing = () => Promise.resolve();

/** Faults of what lets traffic into the cluster. */
export const entranceFaults: readonly ClusterFault[] = [
  {
    name: 'the controller of Ingresses and Gateways does not run',
    long: true,
    inject: async (local) => {
      await openShop(local);
      await local.kubectl(['scale', ...CONTROLLER, '--replicas=0']);
      await local.kubectl(['wait', '--namespace=traefik', '--for=delete', 'pod', '--all', '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl(['scale', ...CONTROLLER, '--replicas=1']);
      await kubectl(['rollout', 'status', ...CONTROLLER, '--timeout=60s']);
    },
    focus,
    red: {
      [`platform/entrance/ingress/${PLACE}/shop`]:
        /^http:\/\/10\.96\.0\.80:80\/ for shop\.example\.com does not answer \(E[A-Z]+\), nor does https:\/\/10\.96\.0\.80:443\/ \(E[A-Z]+\) from node-\d, node-\d$/,
      [`platform/entrance/httproute/${PLACE}/web`]: /for route\.example\.com does not answer \(E[A-Z]+\)/,
    },
    others: open,
  },
  {
    name: 'a Service sends what comes through its Ingress to a port that nothing listens at, and a load balancer answers nobody',
    long: true,
    inject: async (local) => {
      const ports = [{ name: 'http', port: 80, targetPort: 8081 }];
      const behind = { service: { name: 'wrong', port: { number: 80 } } };
      await openShop(local, [
        service(PLACE, { name: 'wrong', selector: { app: 'web' }, ports }),
        ingress('wrong', behind),
      ]);
      await balance(local, 'balanced', 'Proxy', await addressOf(local));
      await balance(local, 'elsewhere', 'Proxy');
    },
    repair: nothing,
    focus,
    red: {
      [`platform/entrance/ingress/${PLACE}/wrong`]:
        /^http:\/\/10\.96\.0\.80:80\/ for wrong\.example\.com answers 502 from node-\d, node-\d$/,
      [`platform/entrance/loadbalancer/${PLACE}/balanced`]:
        /^10\.244\.[.\d]+:80 accepts no connection \(ECONNREFUSED\) from node-\d/,
    },
    others: {
      ...open,
      ...answer,
      [`platform/ingress/${PLACE}/wrong`]: 'passed',
      [`platform/entrance/loadbalancer/${PLACE}/elsewhere`]: ['inconclusive', /pods may have no way out/],
    },
  },
  {
    name: 'an app behind a GRPCRoute does not speak HTTP/2',
    long: true,
    inject: (local) =>
      openShop(local, [service(PLACE, { name: 'calls', selector: { app: 'web' }, ports: h2c }), grpcRoute('calls')]),
    repair: nothing,
    focus,
    red: {
      [`platform/entrance/grpcroute/${PLACE}/calls`]:
        /^http:\/\/10\.96\.0\.80:80\/shakedown\.Probe\/Probe for calls\.example\.com answers 500 from node-\d, node-\d$/,
    },
    others: { ...open, ...answer, [`platform/grpcroute/${PLACE}/calls`]: 'passed' },
  },
  {
    name: 'the DNS names of an Ingress and a route are not made',
    long: true,
    inject: openShop,
    repair: nothing,
    config: { entrances: { dns: true } },
    focus,
    red: {
      [`platform/name/ingress/${PLACE}/shop`]: /^shop\.example\.com does not resolve \(\w+\)$/,
      [`platform/name/httproute/${PLACE}/web`]: /^route\.example\.com does not resolve \(\w+\)$/,
    },
    others: { ...open, ...answer },
  },
  {
    // No fault: an app may know no page, or have no pod on purpose.
    name: 'an app behind an Ingress knows no such page, one behind a GRPCRoute no such method, another one is scaled to zero, and a load balancer answers',
    long: true,
    inject: async (local) => {
      const { image } = local;
      await openShop(local, [
        callServer(image),
        service(PLACE, { name: 'calls', ports: h2c }),
        grpcRoute('calls'),
        deployment({ namespace: PLACE, name: 'idle', image, replicas: 0 }),
        service(PLACE, { name: 'idle' }),
        ingress('idle', { service: { name: 'idle', port: { number: 80 } } }),
        {
          ...ingress('page'),
          spec: {
            ingressClassName: 'traefik',
            rules: [{ host: 'page.example.com', http: { paths: [{ path: '/none', pathType: 'Exact', backend }] } }],
          },
        },
      ]);
      await balance(local, 'balanced', 'VIP');
    },
    repair: nothing,
    focus,
    red: {},
    others: {
      ...open,
      ...answer,
      [`platform/entrance/ingress/${PLACE}/page`]: 'passed',
      [`platform/entrance/ingress/${PLACE}/idle`]: ['skipped', /has no endpoint by design: .*zero/],
      [`platform/entrance/loadbalancer/${PLACE}/balanced`]: 'passed',
      [`platform/grpcroute/${PLACE}/calls`]: 'passed',
      [`platform/entrance/grpcroute/${PLACE}/calls`]: 'passed',
    },
  },
];
