import type { V1Ingress, V1IngressClass } from '@kubernetes/client-node';
import type { Kind, Wire } from '../../cluster/kinds/kind.ts';

export type Ingress = Wire<V1Ingress>;
export type IngressClass = Wire<V1IngressClass>;

/** What tells of an object of the Gateway API how far its controller is. */
export interface Told {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
  lastTransitionTime?: string;
}

interface Metadata {
  name?: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
}

/** A reference of the Gateway API. Group and kind are those that the field is usually for, unless they are written. */
export interface Reference {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  sectionName?: string;
  port?: number;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclass */
export interface GatewayClass {
  metadata?: Metadata;
  spec?: { controllerName: string };
  status?: { conditions?: Told[] };
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export interface Gateway {
  metadata?: Metadata;
  spec?: {
    gatewayClassName: string;
    listeners?: { name: string; port: number; protocol: string; hostname?: string }[];
  };
  status?: {
    addresses?: { type?: string; value: string }[];
    conditions?: Told[];
    listeners?: { name: string; conditions?: Told[] }[];
  };
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export interface HttpRoute {
  metadata?: Metadata;
  spec?: {
    parentRefs?: Reference[];
    hostnames?: string[];
    rules?: { matches?: { path?: { type?: string; value?: string } }[]; backendRefs?: Reference[] }[];
  };
  status?: { parents?: { parentRef: Reference; conditions?: Told[] }[] };
}

/** Not judged by its matches. https://gateway-api.sigs.k8s.io/reference/spec/#grpcroute */
export interface GrpcRoute extends Omit<HttpRoute, 'spec'> {
  spec?: { parentRefs?: Reference[]; hostnames?: string[]; rules?: { backendRefs?: Reference[] }[] };
}

const of = <T>(group: string, resource: string, kind: string, namespaced = true): Kind<T> => ({
  ...{ group, version: 'v1', resource, kind, namespaced },
});
const NETWORKING = 'networking.k8s.io';
const GATEWAY = 'gateway.networking.k8s.io';

/** The kinds by which traffic comes into a cluster. */
export const entranceKinds = {
  ingressClasses: of<IngressClass>(NETWORKING, 'ingressclasses', 'IngressClass', false),
  ingresses: of<Ingress>(NETWORKING, 'ingresses', 'Ingress'),
  gatewayClasses: of<GatewayClass>(GATEWAY, 'gatewayclasses', 'GatewayClass', false),
  gateways: of<Gateway>(GATEWAY, 'gateways', 'Gateway'),
  httpRoutes: of<HttpRoute>(GATEWAY, 'httproutes', 'HTTPRoute'),
  grpcRoutes: of<GrpcRoute>(GATEWAY, 'grpcroutes', 'GRPCRoute'),
} as const;
