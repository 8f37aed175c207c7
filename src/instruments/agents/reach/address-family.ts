import { isIPv6 } from 'node:net';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';

/** A family of addresses. */
export type Family = 'IPv4' | 'IPv6';

/** The family of an address; pure. */
export function familyOf(host: string): Family {
  return isIPv6(host) ? 'IPv6' : 'IPv4';
}

/** The families in which an agent's pod has an address, and can connect; both when it does not say. Pure. */
export function familiesOf({ pod: { status } }: Pick<ProbeAgent, 'pod'>): ReadonlySet<Family> {
  const own = (status?.podIPs ?? []).map(({ ip }) => ip);
  const addresses = own.length > 0 ? own : [status?.podIP ?? []].flat();
  return new Set(addresses.length > 0 ? addresses.map(familyOf) : (['IPv4', 'IPv6'] as const));
}
