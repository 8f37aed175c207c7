import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/**
 * Whether a certificate is for a name or an address. Only the names in its subjectAltName count, as in Go (crypto/x509, verify.go, VerifyHostname): Node also
 * takes the Common Name, which kubectl refuses.
 * @returns why it is not.
 */
export function serverIdentity(host: string, certificate: PeerCertificate): Error | undefined {
  const { subject, subjectaltname: names } = certificate;
  if (!checkServerIdentity(host, { ...certificate, subject: { ...subject, CN: '' } })) return undefined;
  const told = names?.replaceAll(/(^|, )(?:DNS|IP Address):/g, '$1');
  const why = told
    ? `its certificate is valid for ${told.length > 100 ? `${told.slice(0, 100)}…` : told}, not for ${host}`
    : `its certificate has no subjectAltName, only a Common Name: it is not valid for ${host}`;
  return Object.assign(new Error(why), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}
