import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { createCustom, type CustomKind } from '../custom-kind.ts';
import { deployment, namespace, service, type Fault } from '../fault.ts';

const apiVersion = 'gateway.networking.k8s.io/v1';
/** As the Gateway API defines them, without its rules. */
const kinds: readonly CustomKind[] = [
  { apiVersion, kind: 'GatewayClass', resource: 'gatewayclasses', scope: 'Cluster' },
  { apiVersion, kind: 'Gateway', resource: 'gateways' },
  { apiVersion, kind: 'HTTPRoute', resource: 'httproutes' },
];

/** The address of the Service behind the route that is in order, for there is no controller that answers. */
const ADDRESS = '10.96.0.90';

const told = (...types: string[]) => types.map((type) => ({ type, status: 'True', observedGeneration: 1 }));
const gatewayClass = {
  ...{ apiVersion, kind: 'GatewayClass', metadata: { name: 'fault-class' } },
  spec: { controllerName: 'example.com/gateway' },
  status: { conditions: told('Accepted') },
};
const gateway = (place: string, gatewayClassName: string, status: object = {}) => ({
  ...{ apiVersion, kind: 'Gateway', metadata: { namespace: place, name: 'edge' } },
  spec: { gatewayClassName, listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }] },
  status: { addresses: [{ value: '192.0.2.1' }], conditions: told('Accepted', 'Programmed'), ...status },
});
const route = (place: string, name: string) => ({
  ...{ apiVersion, kind: 'HTTPRoute', metadata: { namespace: place, name: 'web' } },
  spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name, port: 80 }] }] },
  // As Traefik writes it, whether there are endpoints or not.
  status: { parents: [{ parentRef: { name: 'edge' }, conditions: told('Accepted', 'ResolvedRefs') }] },
});
const create =
  (...objects: object[]) =>
  (local: LocalCluster) =>
    createCustom(local, kinds, [gatewayClass, ...objects]);

/** Faults of the Gateway API, whose controller the objects of these faults play, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the Service of an HTTPRoute does not exist, and its conditions are True',
    manifests: () => [namespace('fault-route')],
    inject: create(gateway('fault-route', 'fault-class'), route('fault-route', 'gone')),
    red: { 'platform/httproute/fault-route/web': /^Service fault-route\/gone does not exist$/ },
    others: { 'platform/gateway/fault-route/edge': 'passed' },
  },
  {
    name: 'a listener of a Gateway is refused, and it has an address',
    manifests: () => [namespace('fault-gateway')],
    inject: create(
      gateway('fault-gateway', 'fault-class', {
        conditions: [{ type: 'Accepted', status: 'False', reason: 'ListenersNotValid', observedGeneration: 1 }],
        listeners: [{ name: 'web', conditions: [{ type: 'Accepted', status: 'False', reason: 'PortUnavailable' }] }],
      }),
    ),
    red: { 'platform/gateway/fault-gateway/edge': /^listener web: Accepted is False: PortUnavailable$/ },
  },
  {
    name: 'a Gateway and an HTTPRoute in order',
    manifests: (image) => [
      namespace('fine-route'),
      deployment({ namespace: 'fine-route', image }),
      service('fine-route', { clusterIP: ADDRESS }),
    ],
    inject: create(
      gateway('fine-route', 'fault-class', { addresses: [{ value: ADDRESS }] }),
      route('fine-route', 'web'),
    ),
    red: {},
    others: {
      'platform/gateway/fine-route/edge': 'passed',
      'platform/httproute/fine-route/web': 'passed',
      'platform/entrance/httproute/fine-route/web': 'passed',
    },
  },
];
