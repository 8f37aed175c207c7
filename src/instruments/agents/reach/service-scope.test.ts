import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import {
  hasNoSelector,
  noLoadBalancerText,
  unjudgedPortsText,
  whyNoConnection,
  whyNotProbed,
} from './service-scope.ts';

const selector = { app: 'web' };
const tcp = { port: 80 };
const udp = { port: 53, protocol: 'UDP' };

describe('a Service', () => {
  for (const { what, service, reason } of [
    { what: 'with a selector and a TCP port', service: { spec: { selector, ports: [tcp] } } },
    { what: 'with TCP beside UDP', service: { spec: { selector, ports: [udp, tcp] } } },
    {
      what: 'with an annotation that says no',
      service: { metadata: { annotations: { 'shakedown/skip': 'false' } }, spec: { selector, ports: [tcp] } },
    },
    {
      what: 'that its owner took out',
      service: { metadata: { annotations: { 'shakedown/skip': 'true' } }, spec: { selector, ports: [tcp] } },
      reason: 'its annotation shakedown/skip is "true"',
    },
    {
      what: 'that is a name elsewhere',
      service: { spec: { type: 'ExternalName', externalName: 'db.example.org' } },
      reason: 'it is of type ExternalName, another name for db.example.org',
    },
    { what: 'without a selector, whose endpoints may be pods all the same', service: { spec: { ports: [tcp] } } },
    {
      what: 'of the API server, which has no selector,',
      service: { metadata: { namespace: 'default', name: 'kubernetes' }, spec: { ports: [tcp] } },
    },
    {
      what: 'of UDP and SCTP',
      service: { spec: { selector, ports: [udp, { port: 1, protocol: 'SCTP' }] } },
    },
    {
      what: 'without ports',
      service: { spec: { selector, clusterIP: 'None' } },
      reason: 'it has no ports to connect to',
    },
  ] as { what: string; service: Service; reason?: string }[])
    it(`${what} is ${reason === undefined ? '' : 'not '}judged`, () => {
      expect(whyNotProbed(service)).to.equal(reason);
    });

  it('has no selector when it is left out or empty', () => {
    expect([{}, { selector: {} }, { selector }].map((spec) => hasNoSelector({ spec }))).to.deep.equal([
      true,
      true,
      false,
    ]);
  });

  it('tells which of its ports are not judged beside others', () => {
    expect(
      unjudgedPortsText({ spec: { ports: [{ ...udp, name: 'dns' }, { port: 9, protocol: 'SCTP' }, tcp] } }),
    ).to.equal('not tested: port dns (UDP), 9 (SCTP): only TCP connections are judged');
    expect([[tcp], [udp]].map((ports) => unjudgedPortsText({ spec: { ports } }))).to.deep.equal([undefined, undefined]);
  });

  it('tells that no load balancer has given it an address', () => {
    const spec = { type: 'LoadBalancer', ports: [tcp] };
    expect(noLoadBalancerText({ spec })).to.equal(
      'no load balancer has given it an address; its cluster IP and endpoints are judged',
    );
    expect(noLoadBalancerText({ spec, status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } })).to.equal(
      undefined,
    );
    expect(noLoadBalancerText({ spec: { ports: [tcp] } })).to.equal(undefined);
  });

  it('with ready endpoints is judged by connections if one of its ports is TCP', () => {
    expect(whyNoConnection({ spec: { ports: [udp, tcp] } })).to.equal(undefined);
    expect(whyNoConnection({ spec: { ports: [udp, { port: 1, protocol: 'SCTP' }] } })).to.equal(
      'it has ready endpoints; its ports are UDP and SCTP, and only TCP connections are judged',
    );
  });
});
