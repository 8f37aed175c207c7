import { expect } from 'chai';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { addressesOf, unservedFamilies, unservedPorts } from './service-addresses.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';

function slice(endpoints: object[], more: object = {}): EndpointSlice {
  return {
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints,
    ...more,
  } as EndpointSlice;
}
const endpoint = (ip: string, more: object = {}) => ({
  addresses: [ip],
  conditions: { ready: true, serving: true, terminating: false },
  nodeName: 'n1',
  targetRef: { kind: 'Pod', name: `pod-${ip}`, uid: `uid-${ip}` },
  ...more,
});
const service: Service = {
  metadata: { namespace: 'shop', name: 'web', uid: 'uid-web' },
  spec: { selector: { app: 'web' }, clusterIPs: ['10.96.3.4'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
};
const with_ = (spec: object): Service => ({ ...service, spec: { ...service.spec, ...spec } });
const unserved = (asked: Service, ...slices: EndpointSlice[]) => unservedPorts(asked, slices).map(({ text }) => text);
const short = (asked: Service, ...slices: EndpointSlice[]) =>
  addressesOf(asked, slices).map(({ kind, host, port }) => `${kind} ${host}:${port}`);

describe('the addresses of a Service', () => {
  it('are its endpoints on their port, and the cluster IP on the port of the Service', () => {
    expect(addressesOf(service, [slice([endpoint('10.244.1.5')])])).to.deep.equal([
      {
        kind: 'endpoint',
        host: '10.244.1.5',
        port: 8080,
        identity: 'uid-10.244.1.5',
        pod: 'pod-10.244.1.5',
        portName: 'http',
      },
      { kind: 'cluster IP', host: '10.96.3.4', port: 80, identity: 'uid-web', portName: 'http' },
    ]);
  });

  it('are endpoints alone when it is headless', () => {
    expect(short(with_({ clusterIPs: ['None'] }), slice([endpoint('10.244.1.5')]))).to.deep.equal([
      'endpoint 10.244.1.5:8080',
    ]);
  });

  it('come from all slices, each once', () => {
    const twice = slice([endpoint('10.244.1.5'), endpoint('10.244.1.6')]);
    expect(short(service, slice([endpoint('10.244.1.5')]), twice)).to.deep.equal([
      'endpoint 10.244.1.5:8080',
      'endpoint 10.244.1.6:8080',
      'cluster IP 10.96.3.4:80',
    ]);
  });

  for (const [what, conditions, counts] of [
    ['that is ready', { ready: true }, true],
    ['of which nothing is known', {}, true],
    ['that is not ready', { ready: false, serving: false }, false],
    ['that is on its way out', { ready: false, serving: true, terminating: true }, false],
    ['that is ready by decree and does not serve', { ready: true, serving: false }, false],
    ['that is ready by decree on its way out', { ready: true, serving: true, terminating: true }, false],
  ] as const)
    it(`${counts ? 'hold' : 'leave out'} an endpoint ${what}`, () => {
      const slices = [slice([endpoint('10.244.1.5', { conditions })])];
      expect(servingEndpoints(slices)).to.have.lengthOf(counts ? 1 : 0);
      expect(short(service, ...slices)).to.have.lengthOf(counts ? 2 : 0);
    });

  it('leave out UDP, and a cluster IP’s port that no ready endpoint serves', () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'admin', port: 9090 },
    ];
    const served = slice([endpoint('10.244.1.5')], {
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'dns', port: 5353, protocol: 'UDP' },
      ],
    });
    expect(short(with_({ ports }), served)).to.deep.equal(['endpoint 10.244.1.5:8080', 'cluster IP 10.96.3.4:80']);
  });

  it('are missing for a port that no ready endpoint serves, which is reported with the reason', () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'adm', port: 9090, targetPort: 'nosuch' },
      { name: 'rpc', port: 9091, targetPort: 9091 },
    ];
    const slices = [
      slice([endpoint('10.244.1.5')]),
      slice([endpoint('10.244.1.6', { conditions: { ready: false } })], { ports: [{ name: 'rpc', port: 9091 }] }),
    ];
    expect(unserved(with_({ ports }), ...slices)).to.deep.equal([
      'port dns: no ready endpoint serves it',
      "port adm: no ready endpoint serves it: no container of its ready pods names a port 'nosuch'",
      'port rpc: no ready endpoint serves it',
    ]);
    expect(unserved(service, ...slices)).to.deep.equal([]);
  });

  it('name a port without a name by its number', () => {
    expect(
      unserved(with_({ ports: [{ port: 80, targetPort: 'web' }] }), slice([endpoint('10.244.1.5')])),
    ).to.deep.equal(["port 80: no ready endpoint serves it: no container of its ready pods names a port 'web'"]);
  });

  it('are missing for a cluster IP of a family in which no endpoint has an address, which is reported', () => {
    const both = with_({ clusterIPs: ['10.96.3.4', 'fd00:96::4'] });
    const four = slice([endpoint('10.244.1.5')]);
    const six = slice([endpoint('fd00::5', { conditions: { ready: false } })], { addressType: 'IPv6' });
    expect(short(both, four, six)).to.deep.equal(['endpoint 10.244.1.5:8080', 'cluster IP 10.96.3.4:80']);
    expect(unservedFamilies(both, [four, six])).to.deep.equal([
      'cluster IP fd00:96::4: none of its ready endpoints has an IPv6 address',
    ]);
    expect(unservedFamilies(with_({ clusterIPs: ['None'] }), [four])).to.deep.equal([]);
    expect(unservedFamilies(both, [])).to.deep.equal([]);
  });

  it('are of both families when it has both', () => {
    const six = slice([endpoint('fd00::5')], { addressType: 'IPv6' });
    expect(
      short(with_({ clusterIPs: ['10.96.3.4', 'fd00:96::4'] }), slice([endpoint('10.244.1.5')]), six),
    ).to.deep.equal([
      'endpoint 10.244.1.5:8080',
      'endpoint fd00::5:8080',
      'cluster IP 10.96.3.4:80',
      'cluster IP fd00:96::4:80',
    ]);
  });

  it('say that a cluster IP with local traffic only is reached from the nodes of its endpoints', () => {
    const local = with_({ internalTrafficPolicy: 'Local' });
    const slices = [slice([endpoint('10.244.1.5'), endpoint('10.244.2.5', { nodeName: 'n2' })])];
    expect(addressesOf(local, slices).find(({ kind }) => kind === 'cluster IP')?.nodes).to.deep.equal(['n1', 'n2']);
  });

  it('say that an endpoint with local traffic only is reached from its own node', () => {
    const slices = [slice([endpoint('10.244.1.5'), endpoint('10.244.2.5', { nodeName: 'n2' })])];
    const nodesOf = (of: Service) =>
      addressesOf(of, slices).flatMap(({ kind, nodes }) => (kind === 'endpoint' ? [nodes] : []));
    expect(nodesOf(with_({ internalTrafficPolicy: 'Local' }))).to.deep.equal([['n1'], ['n2']]);
    expect(nodesOf(with_({ internalTrafficPolicy: 'Cluster' }))).to.deep.equal([undefined, undefined]);
  });

  it('say for each port of a cluster IP with local traffic only which nodes have endpoints of that port', () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'admin', port: 9090 },
    ];
    const local = with_({ internalTrafficPolicy: 'Local', ports });
    const slices = [
      slice([endpoint('10.244.1.5')]),
      slice([endpoint('10.244.2.5', { nodeName: 'n2' })], { ports: [{ name: 'admin', port: 9000 }] }),
    ];
    const found = addressesOf(local, slices).filter(({ kind }) => kind === 'cluster IP');
    expect(found.map(({ port, nodes }) => ({ port, nodes }))).to.deep.equal([
      { port: 80, nodes: ['n1'] },
      { port: 9090, nodes: ['n2'] },
    ]);
  });

  it('are without a cluster IP that leads to pods that are not ready, where the Service publishes these', () => {
    const slices = [
      slice([endpoint('10.244.1.5'), endpoint('10.244.1.6', { conditions: { ready: true, serving: false } })]),
    ];
    const early = with_({ publishNotReadyAddresses: true });
    expect(short(early, ...slices)).to.deep.equal(['endpoint 10.244.1.5:8080']);
    expect(short(early, slice([endpoint('10.244.1.5')]))).to.have.lengthOf(2);
    expect(short(service, ...slices)).to.have.lengthOf(2);
  });

  it('are without a cluster IP that leads to others as well', () => {
    const found = addressesOf(service, [slice([endpoint('10.244.1.5')])], { isOwn: false });
    expect(found.map(({ kind }) => kind)).to.deep.equal(['endpoint']);
  });

  it('do not exist when no container names its target port', () => {
    expect(short(service, slice([endpoint('10.244.1.5')], { ports: [] }))).to.deep.equal([]);
  });
});
