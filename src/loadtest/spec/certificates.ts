import { X509Certificate } from 'node:crypto';

const BEGIN = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m;

/** Why a text is not the certificates of an authority in PEM, as Python's ssl reads them; `undefined` when it is. Pure. */
export function certificatesProblem(text: string): string | undefined {
  const certificates = text.split(new RegExp(`(?=${BEGIN.source})`, 'm')).filter((part) => BEGIN.test(part));
  if (certificates.length === 0) return "no certificate is in it (a line '-----BEGIN CERTIFICATE-----')";
  const broken = certificates.findIndex((certificate) => !isReadable(certificate));
  return broken < 0 ? undefined : `certificate ${broken + 1} of ${certificates.length} cannot be read`;
}

function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).raw.length > 0;
  } catch {
    return false;
  }
}
