import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { isServing, servingEndpoints, type Endpoint } from '../../../cluster/endpoints/endpoints.ts';
import type { TcpTarget } from '../agent-protocol.ts';
import { familyOf, type Family } from './address-family.ts';

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

/**
 * The addresses for TCP connections to a Service: each ready endpoint on each TCP port, and the cluster IPs on each TCP port that
 * has a ready endpoint of their family. The cluster IPs of a Service that publishes addresses before their pods are ready also lead to these, and promise no more: they
 * are left out while there are such pods.
 * @param options.isOwn whether all of its endpoints are in `slices`. Otherwise its cluster IPs lead to others, too, and are left out. @default true
 */
export function addressesOf(
  service: Service,
  slices: readonly EndpointSlice[],
  { isOwn = true }: { isOwn?: boolean } = {},
): ServiceAddress[] {
  const addresses = new Map<string, ServiceAddress>();
  const isLocal = service.spec?.internalTrafficPolicy === 'Local';
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    for (const { port, name = '', protocol = 'TCP' } of slice.ports ?? []) {
      if (protocol !== 'TCP' || port === undefined) continue;
      for (const endpoint of (slice.endpoints ?? []).filter(isServing)) {
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
      if (protocol !== 'TCP' || endpointsOf(name, slices, familyOf(host)).length === 0) continue;
      const identity = metadata?.uid ?? host;
      // By a local traffic policy a node forwards to its own endpoints of that very port.
      const local = isLocal && {
        nodes: [...new Set(endpointsOf(name, slices, familyOf(host)).flatMap(({ nodeName = [] }) => nodeName))],
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

/** The ready endpoints of a TCP port, of one family; a Service's only port may have the name ''. */
function endpointsOf(portName: string, slices: readonly EndpointSlice[], family: Family): Endpoint[] {
  const serving = slices.filter(
    ({ addressType, ports }) =>
      addressType === family &&
      ports?.some(
        ({ name = '', port, protocol = 'TCP' }) => name === portName && port !== undefined && protocol === 'TCP',
      ),
  );
  return servingEndpoints(serving);
}

function hasUnready({ endpoints }: EndpointSlice): boolean {
  return (endpoints ?? []).some((one) => !isServing(one) && !one.conditions?.terminating);
}

/** A port of a Service that no ready endpoint serves. */
export interface UnservedPort {
  /** As the Service leads it to its pods. */
  targetPort: number | string | undefined;
  /** What is wrong, in a few words. */
  text: string;
}

/** The ports of a Service that no ready endpoint serves, of whatever protocol; pure. */
export function unservedPorts({ spec }: Service, slices: readonly EndpointSlice[]): UnservedPort[] {
  const served = portsServed(slices);
  return (spec?.ports ?? [])
    .filter(({ name = '', protocol = 'TCP' }) => !served.has(`${name} ${protocol}`))
    .map(({ name, port, targetPort }) => {
      const why = typeof targetPort === 'string' ? `: no container of its ready pods names a port '${targetPort}'` : '';
      return { targetPort, text: `port ${name ?? port}: no ready endpoint serves it${why}` };
    });
}

/** Names and protocols of the ports that a ready endpoint serves; a Service's only port may have the name ''. */
function portsServed(slices: readonly EndpointSlice[]): Set<string> {
  const serving = slices.filter((slice) => slice.addressType !== 'FQDN' && servingEndpoints([slice]).length > 0);
  const ports = serving.flatMap((slice) => slice.ports ?? []);
  return new Set(
    ports.flatMap(({ name = '', port, protocol = 'TCP' }) => (port === undefined ? [] : [`${name} ${protocol}`])),
  );
}

/**
 * One text for each cluster IP of a family in which no ready endpoint has an address, while others have one in another family: whatever forwards the cluster IP
 * refuses connections to it. Pure.
 */
export function unservedFamilies({ spec }: Service, slices: readonly EndpointSlice[]): string[] {
  const served = new Set(
    slices.filter((one) => servingEndpoints([one]).length > 0).map(({ addressType }) => addressType),
  );
  return (spec?.clusterIPs ?? [])
    .filter((host) => host !== 'None' && served.size > 0 && !served.has(familyOf(host)))
    .map((host) => `cluster IP ${host}: none of its ready endpoints has an ${familyOf(host)} address`);
}
