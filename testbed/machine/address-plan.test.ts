import { expect } from 'chai';
import { nodeNetworkScript, planNodes } from './address-plan.ts';

describe('The address plan', () => {
  it('gives each node its own address and its own pod network', () => {
    expect(planNodes(2)).to.deep.equal([
      { name: 'node-1', address: '10.100.0.11', pods: '10.244.1.0/24' },
      { name: 'node-2', address: '10.100.0.12', pods: '10.244.2.0/24' },
    ]);
    const many = planNodes(200);
    expect(new Set(many.flatMap(({ address, pods }) => [address, pods])).size).to.equal(400);
  });

  it('refuses a number of nodes that does not fit the networks', () => {
    expect(() => planNodes(201)).to.throw('201 is not a number of nodes from 1 to 200');
    expect(() => planNodes(0)).to.throw('0 is not a number of nodes from 1 to 200');
    expect(() => planNodes(1.5)).to.throw('1.5 is not a number of nodes from 1 to 200');
  });

  it("routes every other node's pods via that node, and its own via itself from the bridge", () => {
    const nodes = planNodes(3);
    const [, second] = nodes;
    const script = nodeNetworkScript(second!, nodes, 42);
    expect(script.match(/ip route replace 10\.244.*/g)).to.deep.equal([
      'ip route replace 10.244.1.0/24 via 10.100.0.11',
      'ip route replace 10.244.3.0/24 via 10.100.0.13',
      'ip route replace 10.244.2.0/24 via 10.100.0.12',
    ]);
    expect(script).to.include('peer name eth0 netns 42').and.to.include('nsenter -t 42 -n');
  });

  it('gives no node a default route: there is no uplink', () => {
    const nodes = planNodes(2);
    expect(nodeNetworkScript(nodes[0]!, nodes, 1)).not.to.match(/default|0\.0\.0\.0/);
  });
});
