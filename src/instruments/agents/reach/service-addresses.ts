import type { EndpointSlice, Service } from '../../../cluster/kinds.ts';
import type { TcpTarget } from '../agent-protocol.ts';

/** An address that accepts connections when the Service works. */
export interface ServiceAddress extends TcpTarget {
  kind: 'endpoint' | 'cluster IP';
  /** What is behind it now. The address may belong to another pod later: an earlier connection proves nothing about that pod. */
  identity: string;
  /** Name of the pod behind an endpoint. */
  pod?: string;
  /** The name of the Service's port, unless it has none. */
  portName?: string;
  /** All connections from one node lead to the same endpoint, by session affinity. */
  isSticky?: true;
  /** The only nodes that must reach it; all when left out. */
  nodes?: readonly string[];
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Endpoints that get traffic: their pods are really ready, whatever publishNotReadyAddresses says, and not terminating. */
export function readyEndpoints(slices: readonly EndpointSlice[]): Endpoint[] {
  return slices.flatMap((slice) => (slice.endpoints ?? []).filter(isReady));
}

// A missing condition means unknown, which counts as ready by the API's rules. `serving` is the pod's own readiness even where
// publishNotReadyAddresses makes `ready` always true.
function isReady({ conditions }: Endpoint): boolean {
  return (conditions?.ready ?? true) && (conditions?.serving ?? true) && !conditions?.terminating;
}

/**
 * The addresses for TCP connections to a Service: each ready endpoint on each TCP port, and the cluster IPs on each TCP port that
 * has a ready endpoint. The cluster IPs of a Service that publishes addresses before their pods are ready also lead to these, and promise no more: they
 * are left out while there are such pods.
 * @param options.isOwn whether all of its endpoints are in `slices`. Otherwise its cluster IPs lead to others, too, and are left out. @default true
 */
export function addressesOf(
  service: Service,
  slices: readonly EndpointSlice[],
  { isOwn = true }: { isOwn?: boolean } = {},
): ServiceAddress[] {
  const addresses = new Map<string, ServiceAddress>();
  const served = portsServed(slices);
  const isLocal = service.spec?.internalTrafficPolicy === 'Local';
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    for (const { port, name = '', protocol = 'TCP' } of slice.ports ?? []) {
      if (protocol !== 'TCP' || port === undefined) continue;
      for (const endpoint of (slice.endpoints ?? []).filter(isReady)) {
        // By the API's rules all addresses of an endpoint are equivalent, so one is enough.
        const [host] = endpoint.addresses;
        if (host === undefined) continue;
        const identity = endpoint.targetRef?.uid ?? host;
        const pod = endpoint.targetRef?.kind === 'Pod' ? endpoint.targetRef.name : undefined;
        // By a local traffic policy no other node gets there, and it may be behind the firewall of its own.
        const local = isLocal && { nodes: [endpoint.nodeName ?? []].flat() };
        addresses.set(`${host} ${port}`, {
          ...{ kind: 'endpoint', host, port, identity },
          ...(pod !== undefined && { pod }),
          ...(name !== '' && { portName: name }),
          ...local,
        });
      }
    }
  }
  const { spec, metadata } = service;
  const promises = isOwn && !(spec?.publishNotReadyAddresses && slices.some(hasUnready));
  for (const host of (spec?.clusterIPs ?? []).filter((address) => promises && address !== 'None'))
    for (const { port, name = '', protocol = 'TCP' } of spec?.ports ?? []) {
      if (protocol !== 'TCP' || !served.has(name)) continue;
      const identity = metadata?.uid ?? host;
      // By a local traffic policy a node forwards to its own endpoints of that very port.
      const local = isLocal && {
        nodes: [...new Set(endpointsOf(name, slices).flatMap(({ nodeName = [] }) => nodeName))],
      };
      addresses.set(`${host} ${port}`, {
        ...{ kind: 'cluster IP', host, port, identity },
        ...(name !== '' && { portName: name }),
        ...(spec?.sessionAffinity === 'ClientIP' && { isSticky: true as const }),
        ...local,
      });
    }
  return [...addresses.values()];
}

/** The ready endpoints of a TCP port; a Service's only port may have the name ''. */
function endpointsOf(portName: string, slices: readonly EndpointSlice[]): Endpoint[] {
  const serving = slices.filter(({ ports }) =>
    ports?.some(({ name = '', protocol = 'TCP' }) => name === portName && protocol === 'TCP'),
  );
  return readyEndpoints(serving);
}

function hasUnready({ endpoints = [] }: EndpointSlice): boolean {
  return endpoints.some((one) => !isReady(one) && !one.conditions?.terminating);
}

/** One text for each TCP port of a Service that no ready endpoint serves. */
export function unservedPorts({ spec }: Service, slices: readonly EndpointSlice[]): string[] {
  const served = portsServed(slices);
  return (spec?.ports ?? [])
    .filter(({ name = '', protocol = 'TCP' }) => protocol === 'TCP' && !served.has(name))
    .map(({ name, port, targetPort }) => {
      const why = typeof targetPort === 'string' ? `: no container of its ready pods names a port '${targetPort}'` : '';
      return `port ${name ?? port}: no ready endpoint serves it${why}`;
    });
}

/** Names of the TCP ports that a ready endpoint serves; a Service's only port may have the name ''. */
function portsServed(slices: readonly EndpointSlice[]): Set<string> {
  const serving = slices.filter((slice) => slice.addressType !== 'FQDN' && readyEndpoints([slice]).length > 0);
  const ports = serving.flatMap((slice) => slice.ports ?? []);
  return new Set(
    ports.flatMap(({ name = '', port, protocol = 'TCP' }) => (protocol === 'TCP' && port !== undefined ? [name] : [])),
  );
}
