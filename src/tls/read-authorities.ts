import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificate authorities in a file, in PEM. Node takes a file without any for one that trusts nobody, so it is refused here.
 * @param key of the configuration: `archive.ca`.
 * @param code of the error: `ARCHIVE_CA`.
 * @throws ShakedownError with that code when the file cannot be read, or has no certificate.
 */
export async function readAuthorities(file: string, key: string, code: string): Promise<string[]> {
  const unusable = (seen: string, cause?: unknown) =>
    new ShakedownError(code, {
      ...{ meaning: 'usage', expected: `the certificate authorities of ${key}, in PEM`, seen, todo: `correct ${key}` },
      cause,
    });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unusable(messageOf(error, file), error);
  });
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) throw unusable(`${file} has no certificate`);
  try {
    return found.map((one) => new X509Certificate(one).toString());
  } catch (error) {
    throw unusable(`a certificate in ${file} cannot be read`, error);
  }
}
