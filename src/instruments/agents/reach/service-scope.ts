import type { Service } from '../../../cluster/kinds.ts';

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
  if (Object.keys(spec?.selector ?? {}).length === 0 && !isOfApiServer(service))
    return 'it has no selector: its endpoints are not created from pods';
  return (spec?.ports ?? []).length === 0 ? 'it has no ports to connect to' : undefined;
}

/** Why a Service with ready endpoints cannot be judged by connections; `undefined` when it can. */
export function whyNoConnection({ spec }: Service): string | undefined {
  const protocols = [...new Set((spec?.ports ?? []).map(({ protocol = 'TCP' }) => protocol))];
  if (protocols.includes('TCP')) return undefined;
  return `it has ready endpoints; its ports are ${protocols.join(' and ')}, and only TCP connections are judged`;
}
