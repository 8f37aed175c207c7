import { expect } from 'chai';
import { isOfTls, noTls } from './tls-errors.ts';

describe('A server that is not trusted', () => {
  for (const [code, text, said] of [
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      'its certificate is signed by an authority that is not known here',
    ],
    ['CERT_NOT_YET_VALID', 'x', 'its certificate is not valid yet, by the clock of this machine'],
    ['UNSPECIFIED', 'permitted subtree violation', 'its certificate is for a name that its authority may not sign for'],
    [
      'UNSPECIFIED',
      'CA md too weak',
      'its certificate, or that of its authority, has a key or a signature that is too weak',
    ],
    ['UNSPECIFIED', 'something new', 'its certificate is refused: something new'],
    ['ERROR_IN_CRL_NEXT_UPDATE_FIELD', 'x', 'x'],
  ] as const)
    it(`is one sentence for ${code}: ${text.slice(0, 30)}`, () => {
      expect(isOfTls(code)).to.equal(true);
      const error = noTls('to get /version', 'https://k8s', new Error(text), { code, text });
      expect(error).to.include({ code: 'CLUSTER_TLS', transient: false });
      expect(error.seen).to.equal(`no trusted TLS connection to https://k8s: ${said} (${code})`);
    });

  it('is not a connection that was cut', () => {
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UNSPECIFIED_2']) expect(isOfTls(code)).to.equal(false);
  });
});
