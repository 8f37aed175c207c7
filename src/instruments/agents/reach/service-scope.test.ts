import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds.ts';
import { whyNoConnection, whyNotProbed } from './service-scope.ts';

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
    {
      what: 'without a selector',
      service: { spec: { ports: [tcp] } },
      reason: 'it has no selector: its endpoints are not created from pods',
    },
    {
      what: 'of the API server, which has no selector,',
      service: { metadata: { namespace: 'default', name: 'kubernetes' }, spec: { ports: [tcp] } },
    },
    {
      what: 'that only has the name of the API server',
      service: { metadata: { namespace: 'shop', name: 'kubernetes' }, spec: { ports: [tcp] } },
      reason: 'it has no selector: its endpoints are not created from pods',
    },
    {
      what: 'with an empty selector',
      service: { spec: { selector: {}, ports: [tcp] } },
      reason: 'it has no selector: its endpoints are not created from pods',
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

  it('with ready endpoints is judged by connections if one of its ports is TCP', () => {
    expect(whyNoConnection({ spec: { ports: [udp, tcp] } })).to.equal(undefined);
    expect(whyNoConnection({ spec: { ports: [udp, { port: 1, protocol: 'SCTP' }] } })).to.equal(
      'it has ready endpoints; its ports are UDP and SCTP, and only TCP connections are judged',
    );
  });
});
