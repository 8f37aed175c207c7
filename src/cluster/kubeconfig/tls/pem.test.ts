import { expect } from 'chai';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { certificate, encryptedKey, key, otherKey } from './client-certificate.fixture.ts';
import { authorities, clientCertificate } from './pem.ts';

const pair = (cert: string, its: string) => clientCertificate(Buffer.from(cert), Buffer.from(its));

describe('A client certificate and its key', () => {
  it('are found among other blocks, in one file, with Windows line ends', () => {
    const both = `of ann\n${key}${certificate}`.replaceAll('\n', '\r\n');
    expect(pair(both, both)).to.deep.equal({ cert: certificate, key });
  });

  it('may have headers, and words before PRIVATE KEY that are not of its form, as Go takes them', () => {
    const headed = (pem: string) => pem.replace('-----\n', '-----\nName: value\n\n');
    expect(pair(headed(certificate), headed(key))).to.deep.equal({ cert: certificate, key });
    expect(pair(certificate, key.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY'))).to.deep.equal({
      cert: certificate,
      key,
    });
  });

  it('are not taken when something follows the last line of the block', () => {
    expect(pair(certificate.replace('END CERTIFICATE-----', 'END CERTIFICATE----- x'), key)).to.include({
      of: 'certificate',
    });
  });

  for (const [type, options, seen] of [
    ['ed448', {}, 'a key of the type ed448'],
    ['rsa-pss', { modulusLength: 2_048 }, 'a key of the type rsa-pss'],
    ['rsa', { modulusLength: 512 }, 'an RSA key of 512 bits'],
    ['ec', { namedCurve: 'secp256k1' }, 'a key of the curve secp256k1'],
  ] as const)
    it(`are not taken when the key is ${seen}`, () => {
      const generate = generateKeyPairSync as (type: string, options: object) => { privateKey: KeyObject };
      const its = generate(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' });
      expect(pair(certificate, String(its))).to.deep.equal({
        of: 'key',
        problem: `is ${seen}, which kubectl does not take`,
      });
    });

  it('are refused with the place in the chain of a certificate that cannot be read', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expect(pair(certificate + broken, key)).to.deep.equal({
      of: 'certificate',
      problem: 'has a certificate that cannot be read: the 2. of its chain',
    });
  });

  for (const [what, cert, its, problem] of [
    ['of two certificates', certificate, otherKey, { of: 'both', problem: 'do not belong together' }],
    [
      'with a cut key',
      certificate,
      key.slice(0, 80),
      {
        of: 'key',
        problem: 'is no private key in PEM: it has no -----BEGIN …----- and -----END …----- with the same words',
      },
    ],
    [
      'with a key that is damaged',
      certificate,
      key.replace(/\n.{20}/, '\nAAAA'),
      { of: 'key', problem: 'is no private key that can be read: it may have been cut' },
    ],
    [
      'with a key under a passphrase',
      certificate,
      encryptedKey,
      { of: 'key', problem: 'is encrypted with a passphrase, which a kubeconfig cannot hold' },
    ],
    [
      'with a certificate for a key',
      certificate,
      certificate,
      { of: 'key', problem: 'is no private key, but a block called CERTIFICATE' },
    ],
    [
      'with a key for a certificate',
      key,
      key,
      { of: 'certificate', problem: 'is no certificate, but a block called PRIVATE KEY' },
    ],
    [
      'without a certificate',
      '',
      key,
      {
        of: 'certificate',
        problem: 'is no certificate in PEM: it has no -----BEGIN …----- and -----END …----- with the same words',
      },
    ],
  ] as const)
    it(`${what} are refused in the suite's own words`, () => expect(pair(cert, its)).to.deep.equal(problem));
});

describe('The certificates of authorities', () => {
  const read = (text: string) => authorities(Buffer.from(text));

  it('are those that can be read', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expect(read(`${broken}# ours\n${certificate}`)).to.deep.equal({ certificates: [certificate] });
    expect(read(broken)).to.deep.equal({ problem: 'has no certificate that can be read' });
  });

  it('are not a key, nor any text', () => {
    expect(read(key)).to.deep.equal({ problem: 'has no certificate, but a block called PRIVATE KEY' });
    expect(read('hello')).to.deep.equal({ problem: 'is not PEM: it has no -----BEGIN CERTIFICATE-----' });
  });
});
