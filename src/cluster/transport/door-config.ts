import type { RequestContext } from '@kubernetes/client-node';
import { KubeConfig, type DispatcherOptions } from '@kubernetes/client-node/dist/config.js';
import type { Cluster as ClusterEntry } from '@kubernetes/client-node/dist/config_types.js';
import { createHash } from 'node:crypto';
import type { AgentOptions } from 'node:https';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { Agent, ProxyAgent, type buildConnector, type Dispatcher } from 'undici';

/** What a request needs to be authenticated. */
export interface Access {
  headers: Record<string, string>;
  dispatcher: Dispatcher;
}

/** How long headers are used before they are refreshed: a projected token is read again, an exec plugin runs when its token has expired. */
const RENEW_AFTER_MS = 30_000;

/**
 * The typed client's configuration and authentication (certificates, tokens, exec plugins, OIDC, service account), with one
 * connection pool. The client itself opens a connection for every call.
 *
 * Only its `config.js` is imported: the whole client costs half a second and 50 MB at start.
 */
export class DoorConfig extends KubeConfig {
  #access: (Access & { at: number }) | undefined;
  #pending: Promise<Access> | undefined;
  #wanted: DispatcherOptions = { type: 'none' };
  #tls = '';

  /** Headers and connections for the next request. */
  async access(): Promise<Access> {
    if (this.#access && performance.now() - this.#access.at < RENEW_AFTER_MS) return this.#access;
    this.#pending ??= this.#renew().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** The server did not accept the result of {@link access}: the next call gets fresh credentials. */
  reject(): void {
    if (this.#access) this.#access.at = Number.NEGATIVE_INFINITY;
  }

  async close(): Promise<void> {
    await this.#access?.dispatcher.destroy();
  }

  /** The client calls this to create the connections of each request: it notes their options and creates none. */
  override createDispatcherOptions(cluster: ClusterEntry | null, agentOptions: AgentOptions): DispatcherOptions {
    // Plain HTTP is allowed if the kubeconfig says so, as in kubectl; the client would refuse it.
    const allowed = cluster?.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster;
    this.#wanted = super.createDispatcherOptions(allowed, agentOptions);
    return this.#wanted.type === 'socks' && this.#changed() ? this.#wanted : { type: 'none' };
  }

  async #renew(): Promise<Access> {
    const headers: Record<string, string> = {};
    let socks: Dispatcher | undefined;
    const context: Pick<RequestContext, 'setHeaderParam' | 'setDispatcher'> = {
      setHeaderParam: (name, value) => void (headers[name] = value),
      setDispatcher: (dispatcher) => void (socks = dispatcher),
    };
    try {
      await this.applySecurityAuthentication(context as RequestContext);
    } catch (error) {
      throw noCredentials(error);
    }
    const before = this.#access?.dispatcher;
    const dispatcher = before && !this.#changed() ? before : (socks ?? dispatcherFor(this.#wanted));
    this.#tls = fingerprint(this.#wanted);
    // A new client certificate needs new connections; running requests may end on the old ones.
    if (before && before !== dispatcher) void before.close();
    this.#access = { headers, dispatcher, at: performance.now() };
    return this.#access;
  }

  #changed(): boolean {
    return fingerprint(this.#wanted) !== this.#tls;
  }
}

/** A file that the kubeconfig names cannot be read, or its credential plugin failed. */
function noCredentials(error: unknown): ShakedownError {
  const [line = ''] = messageOf(error).trim().split('\n');
  return new ShakedownError('KUBECONFIG_CREDENTIALS', {
    meaning: 'usage',
    expected: 'credentials, obtained as the kubeconfig describes',
    seen: line.slice(0, 300) || 'the credential plugin failed without a message',
    todo: 'kubectl auth whoami, with the same kubeconfig, must work first',
    cause: error,
  });
}

function dispatcherFor(options: DispatcherOptions): Dispatcher {
  // HTTP/1.1: one cut connection must not end every watch and call at the same time.
  if (options.type === 'proxy')
    return new ProxyAgent({ uri: options.uri, requestTls: connector(options.requestTls), allowH2: false });
  return new Agent({
    connect: connector(options.type === 'agent' ? options.connect : {}),
    allowH2: false,
    keepAliveTimeout: 20_000,
  });
}

/** The client's TLS options for undici; the types differ only in which fields may be `undefined`. */
function connector(tls: object): buildConnector.BuildOptions {
  return { ...tls, timeout: 10_000 };
}

function fingerprint(options: DispatcherOptions): string {
  return createHash('sha256').update(JSON.stringify(options)).digest('hex');
}
