import { expect } from 'chai';
import type { Node, Service } from '../../../cluster/kinds/kinds.ts';
import { isOutside } from './outside-address.ts';

const nodeAt = (address: string, podCIDRs: string[] = []) =>
  ({ spec: { podCIDRs }, status: { addresses: [{ type: 'InternalIP', address }] } }) as unknown as Node;
const nodes = [nodeAt('203.0.113.5', ['10.244.1.0/24']), nodeAt('2001:db8:1::5'), nodeAt('node-3.example.net')];
const at = (address: string, host = address) => ({ address, target: { host, port: 443, tls: true, path: '/' } });
const outside = (address: string, host?: string, services: readonly Service[] = []) =>
  isOutside(at(address, host), nodes, services);

describe('An address is outside of the cluster', () => {
  it('where it is public, or known by its name', () => {
    for (const address of ['198.51.100.7', '2001:db8:9::7']) expect(outside(address)).to.equal(true);
    for (const address of ['198.51.100.7', '10.9.8.7', 'fd00::7'])
      expect(outside(address, 'lb.example.net')).to.equal(true);
  });

  it('not where it is private, and told as an address', () => {
    for (const address of ['10.9.8.7', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::7'])
      expect(outside(address)).to.equal(false);
  });

  it('not in the networks of nodes and pods, whatever its name', () => {
    for (const address of ['203.0.113.200', '10.244.1.9', '2001:db8:1::200'])
      for (const host of [address, 'lb.example.net']) expect(outside(address, host)).to.equal(false);
  });

  it('not where nodes lead it to a Service themselves', () => {
    const address = '198.51.100.7';
    const balanced = (more: object = {}) => ({ status: { loadBalancer: { ingress: [{ ip: address, ...more }] } } });
    for (const service of [{ spec: { clusterIPs: [address] } }, { spec: { externalIPs: [address] } }, balanced()])
      expect(outside(address, address, [service])).to.equal(false);
    expect(outside(address, address, [balanced({ ipMode: 'Proxy' })])).to.equal(true);
  });

  it('not where its name does not resolve', () => {
    const { target } = at('lb.example.net');
    expect(isOutside({ target }, [], [])).to.equal(false);
  });
});
