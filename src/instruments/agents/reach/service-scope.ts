import type { Service } from '../../../cluster/kinds/kinds.ts';

/**
 * Annotation by which an owner excludes a Service from the check, if other pods must not connect to it, or it has no endpoints by
 * design: `shakedown/skip: "true"`.
 */
const SKIP = 'shakedown/skip';
/** The same as in messages. */
export const OPT_OUT = `the annotation ${SKIP}: "true"`;

/** Whether the owner has excluded a Service: then its endpoints must not be connected to one by one. */
export function isOptedOut({ metadata }: Service): boolean {
  return metadata?.annotations?.[SKIP] === 'true';
}

/**
 * Whether a Service is that of the API server itself. It has no selector: the API servers write its EndpointSlice (`reconcilers` in
 * pkg/controlplane of Kubernetes), and everything in the cluster that calls the API depends on it. Pure.
 */
export function isOfApiServer({ metadata }: Service): boolean {
  return metadata?.namespace === 'default' && metadata.name === 'kubernetes';
}

/**
 * Why nothing of a Service can be judged, according to its manifest; `undefined` when something can: whether it has ready endpoints, and with
 * {@link whyNoConnection} whether they accept connections.
 */
export function whyNotProbed(service: Service): string | undefined {
  const { spec } = service;
  if (isOptedOut(service)) return `its annotation ${SKIP} is "true"`;
  if (spec?.type === 'ExternalName') return `it is of type ExternalName, another name for ${spec.externalName}`;
  return (spec?.ports ?? []).length === 0 ? 'it has no ports to connect to' : undefined;
}

/** Whether nothing creates the endpoints of a Service from pods; somebody else may write some that are pods, as Patroni does for the leader of a database. Pure. */
export function hasNoSelector({ spec }: Service): boolean {
  return Object.keys(spec?.selector ?? {}).length === 0;
}

/** The ports of a Service that are not judged, in one sentence; `undefined` when all are, or none is. Pure. */
export function unjudgedPortsText({ spec }: Service): string | undefined {
  const others = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol !== 'TCP');
  if (others.length === 0 || others.length === spec?.ports?.length) return undefined;
  const names = others.map(({ name, port, protocol }) => `${name ?? port} (${protocol})`);
  return `not tested: port ${names.join(', ')}: only TCP connections are judged`;
}

/** That a Service has no address of a load balancer, though it is for one, in one sentence; `undefined` otherwise. Pure. */
export function noLoadBalancerText({ spec, status }: Service): string | undefined {
  if (spec?.type !== 'LoadBalancer' || (status?.loadBalancer?.ingress ?? []).length > 0) return undefined;
  return 'no load balancer has given it an address; its cluster IP and endpoints are judged';
}

/** Why a Service with ready endpoints cannot be judged by connections; `undefined` when it can. */
export function whyNoConnection({ spec }: Service): string | undefined {
  const protocols = [...new Set((spec?.ports ?? []).map(({ protocol = 'TCP' }) => protocol))];
  if (protocols.includes('TCP')) return undefined;
  return `it has ready endpoints; its ports are ${protocols.join(' and ')}, and only TCP connections are judged`;
}
