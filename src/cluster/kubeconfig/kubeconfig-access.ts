import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { ChosenEntries } from './choose-entries.ts';
import { impersonation, readCredentials, type Credentials, type Headers } from './credentials.ts';
import { dispatcherFor, type TlsSettings } from './dispatcher.ts';
import type { ExecCredential } from './sign-in/exec-credential.ts';
import { runExecPlugin, type PluginSurroundings } from './sign-in/exec-plugin.ts';
import { presentedCredentials, type PresentedCredentials } from './presented-credentials.ts';
import { forbiddenIn, headerValue } from './header-value.ts';
import { kubeconfigError } from './kubeconfig-error.ts';
import { verification } from './tls/verification.ts';

/** What a request needs to be authenticated. */
export interface Access {
  headers: Headers;
  dispatcher: Dispatcher;
  /** What the headers and the connection present, for messages. */
  presented?: PresentedCredentials;
}

/** How long headers are used before files are read again, in milliseconds: a token or a certificate in a file is renewed by somebody else. */
const RENEW_AFTER_MS = 30_000;

/** Milliseconds since 1970, and on a clock that never steps back. */
export interface AccessClock {
  date: () => number;
  now: () => number;
}

/**
 * The credentials and connections that a kubeconfig describes, with one connection pool. Nothing is sent that it does not say: a token is of its file,
 * of its text or of its plugin, and without TLS there is none.
 */
export class KubeconfigAccess {
  readonly #chosen: ChosenEntries;
  readonly #proxy: URL | undefined;
  readonly #plugin: Omit<PluginSurroundings, 'signal'>;
  readonly #clock: AccessClock;
  readonly #closed = new AbortController();
  #read: { credentials: Credentials; tls: TlsSettings };
  #issued: ExecCredential | undefined;
  #access: (Access & { at: number; until: number; tls: string }) | undefined;
  #pending: Promise<Access> | undefined;

  /** @throws ShakedownError when the kubeconfig does not hold what a request needs: so it is reported before the first one. */
  constructor(
    chosen: ChosenEntries,
    proxy: URL | undefined,
    plugin: Omit<PluginSurroundings, 'signal'>,
    clock: AccessClock = { date: Date.now, now: () => performance.now() },
  ) {
    this.#chosen = chosen;
    this.#proxy = proxy;
    this.#plugin = plugin;
    this.#clock = clock;
    impersonation(chosen.user);
    this.#read = this.#readAll();
  }

  /**
   * Headers and connections for the next request.
   * @throws ShakedownError KUBECONFIG_CREDENTIALS when a plugin gave none; the signal's reason when it fired first.
   */
  async access(signal?: AbortSignal): Promise<Access> {
    const now = this.#clock.now();
    if (this.#access && now - this.#access.at < RENEW_AFTER_MS && this.#clock.date() < this.#access.until)
      return this.#access;
    this.#pending ??= this.#renew().finally(() => (this.#pending = undefined));
    return signal ? await firstOf(this.#pending, signal) : await this.#pending;
  }

  /**
   * The server did not accept the result of {@link access}: the next call gets fresh credentials, unless another call has got them already: many calls
   * are refused at once when a token expires, and a plugin is to be run once.
   */
  reject(used: Access): void {
    if (this.#access !== used) return;
    this.#access.at = Number.NEGATIVE_INFINITY;
    this.#issued = undefined;
  }

  /** Ends the connections, and a plugin with its children. */
  async close(): Promise<void> {
    this.#closed.abort(new Error('the connection to the cluster was closed'));
    await this.#access?.dispatcher.destroy();
  }

  async #renew(): Promise<Access> {
    if (this.#access) this.#readAgain();
    const { credentials, tls } = this.#read;
    const issued = credentials.asksPlugin ? await this.#ask() : undefined;
    const certificate = credentials.certificate ?? issued?.certificate;
    const authorization = issued?.token ? bearer(issued.token, this.#chosen) : credentials.authorization;
    const settings = { ...tls, ...certificate };
    const print = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
    const before = this.#access;
    const dispatcher =
      before?.tls === print ? before.dispatcher : dispatcherFor(settings, this.#proxy, this.#plugin.env);
    // A new client certificate needs new connections; running requests may end on the old ones.
    if (before && before.dispatcher !== dispatcher) void before.dispatcher.close();
    const headers = {
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...impersonation(this.#chosen.user),
    };
    const until = issued?.expiresAt ?? Number.POSITIVE_INFINITY;
    const presented = presentedCredentials(this.#chosen.user, { authorization, certificate, issued });
    this.#access = { headers, dispatcher, presented, at: this.#clock.now(), until, tls: print };
    return this.#access;
  }

  /** Files that are being replaced may be missing for a moment: then the last ones hold, as with client-go (transport/token_source.go). */
  #readAgain(): void {
    try {
      this.#read = this.#readAll();
    } catch (error) {
      if (!(error instanceof ShakedownError)) throw error;
    }
  }

  #readAll(): { credentials: Credentials; tls: TlsSettings } {
    const { cluster, server } = this.#chosen;
    const tls = server.protocol === 'https:' ? verification(cluster) : {};
    return { tls, credentials: readCredentials(this.#chosen, this.#clock.date()) };
  }

  async #ask(): Promise<ExecCredential> {
    const { user } = this.#chosen;
    const known = this.#issued;
    if (known && (known.expiresAt ?? Number.POSITIVE_INFINITY) > this.#clock.date()) return known;
    if (!user.exec) throw new Error('there is no plugin to ask');
    const signal = this.#closed.signal;
    const about = user.exec.provideClusterInfo ? this.#aboutCluster() : undefined;
    this.#issued = await runExecPlugin(user.exec, `${user.origin}: ${user.label}`, about, { ...this.#plugin, signal });
    return this.#issued;
  }

  /** What a plugin may know about the cluster (client-go, rest/exec.go, ConfigToExecCluster). */
  #aboutCluster(): object {
    const { cluster } = this.#chosen;
    const ca = this.#read.tls.ca?.join('');
    return {
      server: cluster.server,
      ...(cluster.tlsServerName !== '' && { 'tls-server-name': cluster.tlsServerName }),
      ...(cluster.insecure && { 'insecure-skip-tls-verify': true }),
      ...(ca !== undefined && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
      ...(cluster.proxyUrl !== '' && { 'proxy-url': cluster.proxyUrl }),
      ...(cluster.disableCompression && { 'disable-compression': true }),
      config: cluster.execExtension ?? null,
    };
  }
}

function bearer(token: string, { user }: ChosenEntries): string {
  const character = forbiddenIn(token);
  if (character === undefined) return `Bearer ${headerValue(token)}`;
  throw kubeconfigError(
    'KUBECONFIG_CREDENTIALS',
    `${user.origin}: ${user.label}: the plugin ${user.exec?.command ?? ''} gave a token with ${character} in it`,
    'kubectl auth whoami, with the same kubeconfig, must work first',
  );
}

async function firstOf<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: fired, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, fired]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
