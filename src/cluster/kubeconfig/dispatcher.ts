import { DEFAULT_CIPHERS } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { machineAuthorities } from './tls/machine-authorities.ts';
import { serverIdentity } from './tls/server-identity.ts';
import { socks5Connector } from './socks5.ts';

/** How the server is verified, and who connects. */
export interface TlsSettings {
  ca?: string[];
  /** Any certificate among the authorities is trusted, not only a root, as Go does. */
  allowPartialTrustChain?: boolean;
  rejectUnauthorized?: boolean;
  servername?: string;
  cert?: string;
  key?: string;
}

/** The ciphers of Node with keys from 1024 bits on, as Go takes them: client certificates of old clusters have them, and so have servers. */
const CIPHERS = `${DEFAULT_CIPHERS}:@SECLEVEL=1`;
/** Until there is a connection, in milliseconds. */
const CONNECT_MS = 10_000;
const IDLE_MS = 20_000;

/**
 * The connections to a server, directly or through a proxy. HTTP/1.1: one cut connection must not end every watch and call at the same time. A proxy
 * with TLS is verified as the server is, as Go does (net/http, transport.go, addTLS). Only the kubeconfig switches verification off:
 * NODE_TLS_REJECT_UNAUTHORIZED does not. Without authorities in it, those of the machine count, and only on a machine that has none, those of Node.
 * @param env in which the authorities of the machine may be named.
 */
export function dispatcherFor(
  tls: TlsSettings,
  proxy: URL | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Dispatcher {
  const verified = {
    ...{ rejectUnauthorized: true, checkServerIdentity: serverIdentity, ciphers: CIPHERS },
    ...machine(tls, env),
    ...tls,
  };
  const connect = { ...verified, timeout: CONNECT_MS };
  const settings = { allowH2: false, keepAliveTimeout: IDLE_MS };
  if (!proxy) return new Agent({ ...settings, connect });
  if (proxy.protocol.startsWith('socks5'))
    return new Agent({ ...settings, connect: socks5Connector(proxy, verified, CONNECT_MS) });
  return new ProxyAgent({
    ...settings,
    uri: proxy.href,
    requestTls: connect,
    proxyTls: proxy.protocol === 'https:' ? connect : { timeout: CONNECT_MS },
  });
}

function machine(
  { ca, rejectUnauthorized }: TlsSettings,
  env: Readonly<Record<string, string | undefined>>,
): TlsSettings {
  const found = ca || rejectUnauthorized === false ? [] : machineAuthorities(env);
  return found.length === 0 ? {} : { ca: found, allowPartialTrustChain: true };
}
