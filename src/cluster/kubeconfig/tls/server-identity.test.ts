import { expect } from 'chai';
import type { PeerCertificate } from 'node:tls';
import { serverIdentity } from './server-identity.ts';

const said = (host: string, subjectaltname: string | undefined, CN = host) =>
  serverIdentity(host, { subject: { CN }, subjectaltname } as PeerCertificate)?.message;

describe('A certificate of a server', () => {
  for (const [host, names] of [
    ['k8s.example.com', 'DNS:k8s.example.com'],
    ['K8S.example.com.', 'DNS:x, DNS:k8s.example.com'],
    ['k8s.example.com', 'DNS:*.example.com'],
    ['10.0.0.1', 'DNS:k8s, IP Address:10.0.0.1'],
    ['fd00::1', 'IP Address:FD00:0:0:0:0:0:0:1'],
    ['::ffff:7f00:1', 'IP Address:127.0.0.1'],
    ['[127.0.0.1]', 'IP Address:127.0.0.1'],
    ['example.com', 'DNS:*.com'],
    ['a_b.example.com', 'DNS:a_b.example.com'],
  ] as const)
    it(`for ${names} is for ${host}`, () => expect(said(host, names, '')).to.equal(undefined));

  for (const [host, names] of [
    ['k8s', undefined],
    ['k8s', 'IP Address:10.0.0.1'],
    ['10.0.0.1', 'DNS:10.0.0.1'],
    ['a.b.example.com', 'DNS:*.example.com'],
    ['k8s', 'URI:https://k8s'],
    ['k8s.example.com', 'DNS:k*.example.com'],
    ['k8s.example.com', 'DNS:*8s.example.com'],
    ['k8s', 'DNS:*'],
    ['b.example.com', 'DNS:b.*.com'],
    ['k8s', 'URI:"x, DNS:k8s"'],
  ] as const)
    it(`for ${names ?? 'no name'} is not for ${host}, though its Common Name is`, () =>
      expect(said(host, names)).to.contain(`for ${host}`));

  it('says for whom it is', () => {
    expect(said('k8s', 'DNS:a, IP Address:10.0.0.1')).to.equal('its certificate is valid for a, 10.0.0.1, not for k8s');
    expect(said('k8s', undefined)).to.equal(
      'its certificate has no subjectAltName, only a Common Name: it is not valid for k8s',
    );
    expect(said('k8s', 'DNS:some.name, '.repeat(100))).to.have.length.below(170);
  });
});
