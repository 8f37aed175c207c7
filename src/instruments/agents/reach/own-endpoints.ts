import type { EndpointSlice, Pod, Service } from '../../../cluster/kinds/kinds.ts';

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Who writes the EndpointSlices of Services with a selector: from their pods, and nothing else stays in them for long. */
const CONTROLLER = 'endpointslice-controller.k8s.io';

/** The slices of a Service with the endpoints that are pods, and what is known about the others. */
export interface OwnEndpoints {
  slices: readonly EndpointSlice[];
  /** Why endpoints were left out, in one sentence; `undefined` when there are none. */
  leftOut?: string;
}

/**
 * The pods that have to be read to find out which endpoints are pods: those that slices name that somebody else than Kubernetes has written. Whoever
 * may write EndpointSlices could otherwise let every node connect to any address. Pure. Source: pkg/controller/endpointslice of Kubernetes removes
 * from its slices what is not a pod of the Service (`reconcileByAddressType`).
 */
export function podsToRead(service: Service, slices: readonly EndpointSlice[]): string[] {
  const foreign = slices.filter((slice) => !isOfController(service, slice));
  return [...new Set(foreign.flatMap((slice) => (slice.endpoints ?? []).flatMap((one) => podOf(one) ?? [])))];
}

/** The endpoints that are pods with these addresses; pure. @param pods those of {@link podsToRead} that exist. */
export function ownEndpoints(service: Service, slices: readonly EndpointSlice[], pods: readonly Pod[]): OwnEndpoints {
  const addresses = new Map(
    pods.map(({ metadata, status }) => [metadata?.name, new Set((status?.podIPs ?? []).map(({ ip }) => ip))]),
  );
  const isPod = (endpoint: Endpoint) => {
    const own = addresses.get(podOf(endpoint));
    return own !== undefined && endpoint.addresses.every((address) => own.has(address));
  };
  const others: string[] = [];
  const kept = slices.map((slice) => {
    if (isOfController(service, slice)) return slice;
    const endpoints = slice.endpoints ?? [];
    const own = endpoints.filter(isPod);
    others.push(...endpoints.filter((one) => !isPod(one)).map(() => slice.metadata?.name ?? ''));
    return { ...slice, endpoints: own };
  });
  if (others.length === 0) return { slices };
  const names = [...new Set(others)].join(', ');
  const what = others.length === 1 ? 'an endpoint is no pod' : `${others.length} endpoints are no pods`;
  const leftOut = `${what} of this namespace with that address: no agent connects there, nor to the cluster IP (EndpointSlice ${names})`;
  return { slices: kept, leftOut };
}

/** The slices without the endpoints on simulated nodes, which run nothing that could be connected to; pure. @param nodes the names of such nodes. */
export function onRealNodes(slices: readonly EndpointSlice[], nodes: ReadonlySet<string>): OwnEndpoints {
  const isSimulated = ({ nodeName }: Endpoint) => nodeName !== undefined && nodes.has(nodeName);
  const simulated = slices.flatMap(({ endpoints }) => (endpoints ?? []).filter(isSimulated));
  const [first] = simulated;
  if (first === undefined) return { slices };
  const kept = slices.map((slice) => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).filter((one) => !isSimulated(one)),
  }));
  const count = simulated.length === 1 ? 'an endpoint is' : `${simulated.length} endpoints are`;
  return {
    slices: kept,
    leftOut: `${count} on simulated nodes (${first.nodeName}), which run nothing: no agent connects there, nor to the cluster IP`,
  };
}

/** The name of the pod behind an endpoint, if it is one. */
const podOf = ({ targetRef }: Endpoint) => (targetRef?.kind === 'Pod' ? targetRef.name : undefined);

function isOfController({ spec }: Service, { metadata }: EndpointSlice): boolean {
  const hasSelector = Object.keys(spec?.selector ?? {}).length > 0;
  return hasSelector && metadata?.labels?.['endpointslice.kubernetes.io/managed-by'] === CONTROLLER;
}
