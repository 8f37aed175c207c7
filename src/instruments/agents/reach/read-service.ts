import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { readPod } from '../policy/explain-contacts.ts';
import { onRealNodes, ownEndpoints, podsToRead, type OwnEndpoints } from './own-endpoints.ts';
import { portsAtZero } from './ports-at-zero.ts';
import { unservedPorts, type UnservedPort } from './service-addresses.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { hasNoSelector, isOfApiServer } from './service-scope.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';

/** A Service, with the endpoints that agents may connect to. */
export interface ServiceRead extends OwnEndpoints {
  service: Service | undefined;
  /** Why there is nothing to connect to, by design. */
  byDesign?: string;
}

/** The ports of a Service that no endpoint serves. */
export interface UnservedRead {
  unserved: UnservedPort[];
  /** Those whose pods are scaled to zero, a sentence each. */
  ofZero: string[];
}

/**
 * A Service and the endpoints that agents may connect to: those that are pods, on nodes that are no simulation.
 * @param simulated the names of nodes that run nothing.
 */
export async function readService(
  look: Look,
  ref: Ref & { namespace: string },
  simulated: ReadonlySet<string>,
): Promise<ServiceRead> {
  const service = await look.get(kinds.services, ref, { wholeCluster: true });
  const slices = service ? slicesOf(ref, await look.list(kinds.endpointSlices, { around: [ref.namespace] })) : [];
  if (!service || isOfApiServer(service)) return { service, slices };
  const place = await look.get(kinds.namespaces, { name: ref.namespace });
  if (place?.metadata?.deletionTimestamp) return { service, slices, byDesign: 'its namespace is being deleted' };
  const pods = await Promise.all(podsToRead(service, slices).map((name) => readPod(look, ref.namespace, name)));
  const there = pods.filter((pod) => pod !== undefined);
  const own = ownEndpoints(service, slices, there);
  const real = onRealNodes(own.slices, simulated);
  const leftOut = [own.leftOut, real.leftOut].filter((text) => text !== undefined).join('; ');
  const isEmpty = servingEndpoints(real.slices).length === 0;
  const byDesign = isEmpty ? whyNoneIsReal(service, { own, real }) : undefined;
  return {
    ...{ service, slices: real.slices },
    ...(leftOut !== '' && { leftOut }),
    ...(byDesign !== undefined && { byDesign }),
  };
}

/** Why a Service has no endpoint that agents may connect to, by design. */
function whyNoneIsReal(service: Service, { own, real }: Record<'own' | 'real', OwnEndpoints>): string | undefined {
  if (servingEndpoints(own.slices).length > 0) return real.leftOut;
  if (!hasNoSelector(service)) return undefined;
  return own.leftOut === undefined
    ? 'it has no selector: its endpoints are not created from pods'
    : `it has no selector, and ${own.leftOut}`;
}

/** The ports that no endpoint serves, and those of them whose pods are scaled to zero, a sentence each. */
export async function readUnserved(
  look: Look,
  service: Service,
  slices: readonly EndpointSlice[],
): Promise<UnservedRead> {
  const all = unservedPorts(service, slices);
  if (all.length === 0 || hasNoSelector(service)) return { unserved: all, ofZero: [] };
  const atZero = await portsAtZero(look, service);
  const workloadOf = ({ targetPort }: UnservedPort) =>
    typeof targetPort === 'string' ? atZero.get(targetPort) : undefined;
  return {
    unserved: all.filter((one) => workloadOf(one) === undefined),
    ofZero: all.flatMap((one) => {
      const workload = workloadOf(one);
      return workload === undefined
        ? []
        : [`port '${one.targetPort}' is served by ${workload}, which is scaled to zero`];
    }),
  };
}

/** Why a Service that publishes addresses before their pods are ready has none that is; `undefined` when it does not publish any. */
export function whyUnready({ spec }: Service, slices: readonly EndpointSlice[]): string | undefined {
  const all = slices.flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => !conditions?.terminating));
  if (!spec?.publishNotReadyAddresses || all.length === 0) return undefined;
  return `it publishes the addresses of pods that are not ready, ${all.length} now, none of which is ready: they are not connected to`;
}
