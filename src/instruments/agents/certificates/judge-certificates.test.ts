import { expect } from 'chai';
import type { CertificateAnswer } from '../fleet/probe-fleet.ts';
import { fewestDays, judgeCertificates, type Presented } from './judge-certificates.ts';

const date = new Date('2026-11-28T00:00:00Z');
const cert = (notBefore: string, notAfter: string, subject = 'CN=web') => ({
  subject,
  notBefore: `${notBefore}T00:00:00.000Z`,
  notAfter: `${notAfter}T00:00:00.000Z`,
});
const year = cert('2026-06-01', '2027-06-01');
const presented = (chain: CertificateAnswer['chain'], more: object = {}, what = 'webhook a'): Presented => ({
  ...{ what, serverName: 'web.shop.svc' },
  answer: { host: '10.0.0.1', port: 443, chain, seconds: 0, ...more },
});
const judge = (...all: Presented[]) => judgeCertificates(all, 14, date);

describe('Certificates', () => {
  it('are in order with their days left, and where none was presented', () => {
    expect(judge(presented([year]), presented([], { error: 'timeout' }))).to.deep.equal({ state: 'ready' });
  });

  it('of a short time, which a program renews, must have a tenth of it left', () => {
    expect(judge(presented([cert('2026-11-20', '2026-11-30')]))).to.deep.equal({ state: 'ready' });
    expect(judge(presented([cert('2026-11-01', '2026-11-29')]))).to.deep.equal({
      state: 'not yet',
      reason:
        'the certificate of webhook a expires in 24.0 hours, on 2026-11-29T00:00:00.000Z; it must have 2 days left',
      stuckSince: '2026-11-26T04:48:00.000Z',
    });
  });

  for (const [what, chain, more, reason, stuckSince] of [
    [
      'that has expired',
      [cert('2025-01-01', '2026-01-01')],
      {},
      'the certificate of webhook a has expired, on 2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ],
    [
      'that has few days left',
      [cert('2025-12-08', '2026-12-08')],
      {},
      'the certificate of webhook a expires in 10 days, on 2026-12-08T00:00:00.000Z; it must have 14 days left',
      '2026-11-24T00:00:00.000Z',
    ],
    [
      'whose authority has few days left',
      [year, cert('2016-12-08', '2026-12-08', 'CN=ca')],
      {},
      'the authority CN=ca of webhook a expires in 10 days, on 2026-12-08T00:00:00.000Z; it must have 14 days left',
      '2026-11-24T00:00:00.000Z',
    ],
    [
      'that is not valid yet',
      [cert('2026-12-01', '2027-12-01')],
      {},
      'the certificate of webhook a is valid from 2026-12-01T00:00:00.000Z on only',
      undefined,
    ],
    [
      'that is none, for something answers without TLS',
      [],
      { error: 'ERR_SSL_WRONG_VERSION_NUMBER' },
      'webhook a answers without TLS at 10.0.0.1:443',
      undefined,
    ],
    [
      'of an authority that is not known',
      [year],
      { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      'the certificate of webhook a is signed by itself, and not in its caBundle',
      undefined,
    ],
    [
      'for another name',
      [year],
      { distrust: 'ERR_TLS_CERT_ALTNAME_INVALID', names: 'DNS:old.shop.svc' },
      'the certificate of webhook a is not for web.shop.svc, but for DNS:old.shop.svc',
      undefined,
    ],
    [
      'that is not trusted for another reason',
      [year],
      { distrust: 'CERT_REVOKED' },
      'the certificate of webhook a is not trusted: CERT_REVOKED',
      undefined,
    ],
  ] as const)
    it(`are in trouble with one ${what}`, () => {
      expect(judge(presented([...chain], more))).to.deep.equal({
        ...{ state: 'not yet', reason },
        ...(stuckSince !== undefined && { stuckSince }),
      });
    });

  it('that are presented for an Ingress must be for its name', () => {
    const named = (names: string | undefined) =>
      judge({ ...presented([year], names === undefined ? {} : { names }, 'ingress a'), mustHaveName: true });
    for (const names of ['DNS:web.shop.svc', 'DNS:x.example.com, DNS:*.shop.svc', 'x'.repeat(300)])
      expect(named(names)).to.deep.equal({ state: 'ready' });
    expect(named('DNS:TRAEFIK DEFAULT CERT')).to.deep.equal({
      state: 'not yet',
      reason: 'the certificate of ingress a is not for web.shop.svc, but for DNS:TRAEFIK DEFAULT CERT',
    });
    expect(named(undefined)).to.include({
      reason: 'the certificate of ingress a is not for web.shop.svc, but for CN=web',
    });
  });

  it('are named only so many, each once', () => {
    const old = cert('2025-01-01', '2026-01-01');
    const all = ['a', 'b', 'c', 'd', 'e', 'e'].map((name) => presented([old], {}, name));
    expect(judge(...all)).to.include({
      reason: `${['a', 'b', 'c'].map((name) => `the certificate of ${name} has expired, on 2026-01-01T00:00:00.000Z`).join('; ')}; and 2 more`,
    });
  });

  it('with times that cannot be read are not judged by them', () => {
    const odd = { subject: 'CN=x', notBefore: '', notAfter: '' };
    expect(judge(presented([odd]))).to.deep.equal({ state: 'ready' });
    expect(fewestDays([presented([odd])], date)).to.equal(undefined);
  });

  it('have as many days left as the one with the fewest', () => {
    expect(fewestDays([presented([year]), presented([cert('2026-01-01', '2026-12-08')])], date)).to.equal(10);
  });
});
