import { ClusterError } from '../cluster-error.ts';

const CODES =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH_EXCEEDED|ERROR_IN_C(?:ERT|RL)_|EPROTO|UND_ERR_PRX_TLS|UNSPECIFIED$)/;
/** What OpenSSL says when the other side answers in plain text. */
const NO_TLS = /wrong version number|packet length too long|unknown protocol|record layer failure/;

const UNKNOWN_AUTHORITY = 'its certificate is signed by an authority that is not known here';

/** What is wrong with the certificate, by the code that Node gives (deps/ncrypto, X509Pointer::ErrorCode). */
const sentences: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and not known here',
  CERT_HAS_EXPIRED: 'its certificate, or that of its authority, has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, by the clock of this machine',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the authority that it names',
  CERT_REVOKED: 'its certificate is revoked',
  INVALID_CA: 'its certificate is signed by one that is not of an authority',
  INVALID_PURPOSE: 'its certificate is not one for servers',
  PATH_LENGTH_EXCEEDED: 'its certificate has more authorities above it than these allow',
};

/** Reasons without a code of their own: for all of them Node gives UNSPECIFIED, with OpenSSL's text (crypto/x509/x509_txt.c). */
const unspecified: readonly (readonly [RegExp, string])[] = [
  [/subtree violation|excluded|name constraint/i, 'its certificate is for a name that its authority may not sign for'],
  [/too weak|too small/i, 'its certificate, or that of its authority, has a key or a signature that is too weak'],
  [/usage|purpose/i, 'its certificate, or that of its authority, may not be used so'],
  [/critical extension/i, 'its certificate has a critical extension that is not known'],
];

/** Whether a code is that of a connection whose TLS failed. */
export function isOfTls(code: string): boolean {
  return CODES.test(code);
}

/**
 * A server that is not trusted, that does not trust us, or that has no TLS.
 * @param server how messages name the server, with the proxy if there is one.
 * @param entries where what it was verified with is written: `of cluster 'c' and user 'u' in FILE`. @default 'in the kubeconfig'
 */
export function noTls(
  expected: string,
  server: string,
  thrown: unknown,
  { code, text, entries = 'in the kubeconfig' }: { code: string; text: string; entries?: string | undefined },
): ClusterError {
  const plain = NO_TLS.test(text);
  return new ClusterError('CLUSTER_TLS', {
    expected,
    seen: `no trusted TLS connection to ${server}: ${plain ? 'it answers without TLS' : sentence(code, text)} (${code})`,
    todo: plain
      ? 'check the port, or write http:// in the server of the kubeconfig'
      : `check certificate-authority, tls-server-name and the client certificate ${entries}`,
    transient: false,
    cause: thrown,
  });
}

function sentence(code: string, text: string): string {
  if (code !== 'UNSPECIFIED') return sentences[code] ?? readable(text);
  return unspecified.find(([pattern]) => pattern.test(text))?.[1] ?? `its certificate is refused: ${readable(text)}`;
}

/** OpenSSL's `error:0A000412:SSL routines::sslv3 alert bad certificate` without all but its last part. */
function readable(text: string): string {
  const [, reason] = /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(text) ?? [];
  return reason?.trim() ?? text;
}
