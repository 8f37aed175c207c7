import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { authorities } from './pem.ts';

/** Where Linux distributions and BSDs keep them (Go, crypto/x509, root_linux.go and root_bsd.go). */
const FILES = [
  ...['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem'],
  ...['/etc/pki/tls/cacert.pem', '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', '/etc/ssl/cert.pem'],
];
const DIRECTORIES = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/**
 * The certificates of the authorities that this machine trusts, in PEM, as kubectl finds them (Go, crypto/x509, root_unix.go, loadSystemRoots): SSL_CERT_FILE
 * and SSL_CERT_DIR, or the usual places; and those of NODE_EXTRA_CA_CERTS. What cannot be read is none.
 * @returns empty when there are none.
 */
export function machineAuthorities(env: Readonly<Record<string, string | undefined>>): string[] {
  if (process.platform === 'darwin' || process.platform === 'win32')
    return [...new Set([...getCACertificates('system'), ...getCACertificates('extra')])];
  const files = env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : FILES;
  const directories = env['SSL_CERT_DIR'] ? env['SSL_CERT_DIR'].split(':') : DIRECTORIES;
  const first = files.map(bytesOf).find((bytes) => bytes !== undefined);
  const found = [first, ...directories.flatMap(filesIn).map(bytesOf)].flatMap((bytes) => {
    const read = bytes ? authorities(bytes) : { problem: 'cannot be read' };
    return 'problem' in read ? [] : read.certificates;
  });
  return found.length === 0 ? [] : [...new Set([...found, ...getCACertificates('extra')])];
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return []; // most machines have only some of the directories
  }
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // most machines have only one of the files, and a directory has others in it
  }
}
