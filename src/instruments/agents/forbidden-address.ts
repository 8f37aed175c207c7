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
  forbidden.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  forbidden.addSubnet(network, bits, 'ipv6');
/** The metadata services of clouds that are not at a link-local address: AWS (IPv6), Alibaba, Azure, Oracle. */
forbidden.addAddress('fd00:ec2::254', 'ipv6');
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) forbidden.addAddress(address, 'ipv4');

/**
 * Whether no probe agent may connect to an address, whatever an EndpointSlice says: a node's own services and metadata services, which give
 * credentials to those who ask from a node. The API server refuses the special ones as endpoints too
 * (`ValidateNonSpecialIP`, pkg/apis/core/validation/validation.go of Kubernetes), but knows nothing about clouds. Pure.
 */
export function isForbidden(address: string): boolean {
  return forbidden.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
