import { BlockList, isIPv6 } from 'node:net';

const forbidden = new BlockList();
/** The addresses of no host, of the host itself, of its link, and of groups (RFC 6890, RFC 4291). */
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  forbidIpv4(network, bits);
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  forbidden.addSubnet(network, bits, 'ipv6');
/** The metadata services of clouds that are not at a link-local address: AWS, Google Cloud and Scaleway (IPv6), Alibaba, Azure, Oracle. */
for (const address of ['fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42']) forbidden.addAddress(address, 'ipv6');
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) forbidIpv4(address, 32);

/** Forbids a network, also as IPv6 sees it through NAT64 (RFC 6052, the well-known prefix). */
function forbidIpv4(network: string, bits: number): void {
  forbidden.addSubnet(network, bits, 'ipv4');
  forbidden.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
}

/**
 * Whether no probe agent may connect to an address, whatever an EndpointSlice says: a node's own services and metadata services, which give
 * credentials to those who ask from a node. The API server refuses the special ones as endpoints too
 * (`ValidateNonSpecialIP`, pkg/apis/core/validation/validation.go of Kubernetes), but knows nothing about clouds. Pure.
 */
export function isForbidden(address: string): boolean {
  return forbidden.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
