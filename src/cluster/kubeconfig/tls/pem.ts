import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

/** A client certificate with its chain, and its key, both in PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** A block ends with its line: Go takes none with something behind it (encoding/pem, Decode). */
const BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\n([\s\S]*?)^-----END \1-----[ \t]*$/gm;
/** The lines `Name: value` at its beginning; the old form of encryption is told there. */
const HEADERS = /^(?:[^\n:]+:[^\n]*\n)+\n*/;
/** What Go reads as a key of TLS (crypto/tls, parsePrivateKey; crypto/x509). */
const CURVES = new Set(['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']);

interface Block {
  type: string;
  /** Without its headers. */
  pem: string;
  headers: string;
}

function blocksIn(bytes: Buffer): Block[] {
  const text = bytes.toString('latin1').replaceAll('\r\n', '\n');
  return [...text.matchAll(BLOCK)].map(([, type = '', body = '']) => {
    const [headers = ''] = HEADERS.exec(body) ?? [];
    const lines = body.slice(headers.length).replaceAll(/[ \t]+$/gm, '');
    return { type, headers, pem: `-----BEGIN ${type}-----\n${lines}-----END ${type}-----\n` };
  });
}

/**
 * The certificates of authorities that can be read; those that cannot have no effect, as in Go (crypto/x509, AppendCertsFromPEM).
 * @returns why there is none.
 */
export function authorities(bytes: Buffer): { certificates: string[] } | { problem: string } {
  const blocks = blocksIn(bytes);
  if (blocks.length === 0) return { problem: 'is not PEM: it has no -----BEGIN CERTIFICATE-----' };
  const all = blocks.filter(({ type, headers }) => type === 'CERTIFICATE' && headers === '');
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
  if (block && (/^Proc-Type:.*ENCRYPTED/m.test(block.headers) || block.type.startsWith('ENCRYPTED')))
    return { of: 'key', problem: 'is encrypted with a passphrase, which a kubeconfig cannot hold' };
  const parsed = block && privateKey(block.pem);
  if (!block || !parsed) return { of: 'key', problem: noneOf(keyBlocks, block !== undefined, 'private key') };
  const kind = unusable(parsed);
  if (kind !== undefined) return { of: 'key', problem: `is ${kind}, which kubectl does not take` };
  if (!leaf.checkPrivateKey(parsed)) return { of: 'both', problem: 'do not belong together' };
  const damaged = chain.findIndex((pem) => certificate(pem) === undefined);
  if (damaged > 0)
    return { of: 'certificate', problem: `has a certificate that cannot be read: the ${damaged + 1}. of its chain` };
  return { cert: chain.join(''), key: String(parsed.export({ type: 'pkcs8', format: 'pem' })) };
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

/** A key in any of the three forms, whatever the words before PRIVATE KEY are, as Go reads it. */
function privateKey(pem: string): KeyObject | undefined {
  const key = Buffer.from(pem.replaceAll(/-----[^-]*-----/g, ''), 'base64');
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const)
    try {
      return createPrivateKey({ key, format: 'der', type });
    } catch {
      // it may have another form; if none is right, the caller says so
    }
  return undefined;
}

/** @returns what a key is that Go does not take; undefined when it does. */
function unusable({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  if (type === 'rsa')
    return (details?.modulusLength ?? 0) < 1_024 ? `an RSA key of ${details?.modulusLength} bits` : undefined;
  if (type === 'ec') {
    const curve = details?.namedCurve ?? 'not named';
    return CURVES.has(curve) ? undefined : `a key of the curve ${curve}`;
  }
  return type === 'ed25519' ? undefined : `a key of the type ${type}`;
}
