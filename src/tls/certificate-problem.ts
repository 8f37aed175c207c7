/** Codes of Node and OpenSSL for a certificate that no authority of the client vouches for. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = new Set([
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_SIGNATURE_FAILURE'],
  ...['CERT_UNTRUSTED', 'CERT_REJECTED', 'CERT_REVOKED', 'INVALID_CA', 'INVALID_PURPOSE'],
]);

/** The keys of the configuration for a server with TLS. */
export interface ServerKeys {
  /** Of its address: `archive.endpoint`. */
  address: string;
  /** Of its authorities: `archive.ca`. */
  authorities: string;
}

/** What is wrong with the certificate of a server, and what to do about it. */
export interface CertificateProblem {
  /** What follows the server: `has a certificate that has expired`. */
  seen: string;
  todo: string;
}

/**
 * What the code of a failed connection says about the certificate of the server; `undefined` when it says nothing about it. Pure.
 * @param code of Node: `CERT_HAS_EXPIRED`.
 */
export function certificateProblem(code: string, keys: ServerKeys): CertificateProblem | undefined {
  if (UNTRUSTED.has(code))
    return {
      seen: 'has a certificate that is not trusted',
      todo: `name the certificate authority that issued it in ${keys.authorities}`,
    };
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return {
        seen: 'has a certificate that has expired',
        todo: 'renew the certificate of the server; if it is valid, set the clock of this machine',
      };
    case 'CERT_NOT_YET_VALID':
      return {
        seen: 'has a certificate that is not valid yet',
        todo: 'set the clock of this machine, or of the one that issued the certificate',
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        seen: 'has a certificate for other names',
        todo: `write ${keys.address} with a name that the certificate has, or issue one for this name`,
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return {
        seen: 'speaks no TLS, or none that this machine accepts',
        todo: `check the port in ${keys.address}, or begin it with http://`,
      };
    default:
      return undefined;
  }
}
