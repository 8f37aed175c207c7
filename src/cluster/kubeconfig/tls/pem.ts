import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

/** A client certificate with its chain, and its key, both in PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

const BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\n([\s\S]*?)^-----END \1-----/gm;

interface Block {
  type: string;
  pem: string;
  /** Whether it has headers, as an encrypted key of the old form has. */
  headers: boolean;
}

function blocksIn(bytes: Buffer): Block[] {
  const text = bytes.toString('latin1').replaceAll('\r\n', '\n');
  return [...text.matchAll(BLOCK)].map(([pem, type = '', body = '']) => ({
    type,
    pem: `${pem}\n`,
    headers: body.includes(':'),
  }));
}

/**
 * The certificates of authorities that can be read; those that cannot have no effect, as in Go (crypto/x509, AppendCertsFromPEM).
 * @returns why there is none.
 */
export function authorities(bytes: Buffer): { certificates: string[] } | { problem: string } {
  const blocks = blocksIn(bytes);
  if (blocks.length === 0) return { problem: 'is not PEM: it has no -----BEGIN CERTIFICATE-----' };
  const all = blocks.filter(({ type, headers }) => type === 'CERTIFICATE' && !headers);
  if (all.length === 0) return { problem: `has no certificate, but ${aOf(blocks[0]?.type)}` };
  const certificates = all.map(({ pem }) => pem).filter((pem) => certificate(pem) !== undefined);
  return certificates.length === 0 ? { problem: 'has no certificate that can be read' } : { certificates };
}

/**
 * A client certificate and its key, as Go reads them (crypto/tls, X509KeyPair): the certificates are found among other blocks, and so is the key.
 * @returns which of the two is wrong, and why.
 */
export function clientCertificate(
  cert: Buffer,
  key: Buffer,
): ClientCertificate | { of: 'certificate' | 'key' | 'both'; problem: string } {
  const certBlocks = blocksIn(cert);
  const chain = certBlocks.filter(({ type }) => type === 'CERTIFICATE').map(({ pem }) => pem);
  const leaf = chain[0] === undefined ? undefined : certificate(chain[0]);
  if (!leaf) return { of: 'certificate', problem: noneOf(certBlocks, chain.length > 0, 'certificate') };
  const keyBlocks = blocksIn(key);
  const block = keyBlocks.find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (block && (block.headers || block.type.startsWith('ENCRYPTED')))
    return { of: 'key', problem: 'is encrypted with a passphrase, which a kubeconfig cannot hold' };
  const parsed = block && privateKey(block.pem);
  if (!block || !parsed) return { of: 'key', problem: noneOf(keyBlocks, block !== undefined, 'private key') };
  if (!leaf.checkPrivateKey(parsed)) return { of: 'both', problem: 'do not belong together' };
  return { cert: chain.join(''), key: block.pem };
}

function noneOf(blocks: readonly Block[], broken: boolean, what: string): string {
  if (broken) return `is no ${what} that can be read: it may have been cut`;
  if (blocks.length === 0)
    return `is no ${what} in PEM: it has no -----BEGIN …----- and -----END …----- with the same words`;
  return `is no ${what}, but ${aOf(blocks[0]?.type)}`;
}

function aOf(type = ''): string {
  return `a block called ${type}`;
}

function certificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined; // the caller says so in its own words: those of OpenSSL help nobody
  }
}

function privateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined; // as above
  }
}
