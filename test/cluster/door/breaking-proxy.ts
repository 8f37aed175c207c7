import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as send, type RequestOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';

/** The ways to break a request. */
export type Break =
  /** The proxy answers instead. */
  | { answer: number; headers?: Record<string, string> }
  /** The connection is closed before an answer. */
  | 'cut'
  /** Never answered. */
  | 'hang'
  /** The answer begins, but no event follows; for watches. */
  | 'silence'
  /** The connection is closed this long after the answer began, in milliseconds; for watches. */
  | { cutAfterMs: number }
  /** The request is forwarded after this delay, in milliseconds. */
  | { delayMs: number };

/** Decides how each request is broken; `undefined` forwards it unchanged. */
export type Rule = (request: { method: string; path: string; watch: boolean }) => Break | undefined;

/**
 * A proxy in front of a real API server that breaks requests by a rule. It accepts plain HTTP, so that a test's kubeconfig is only an
 * address, and forwards with the client certificate of a real kubeconfig.
 */
export class BreakingProxy {
  rule: Rule = () => undefined;
  readonly #upstream: RequestOptions;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#take(request, response));
  #port = 0;

  private constructor(upstream: RequestOptions) {
    this.#upstream = upstream;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** @param kubeconfig a file whose current context has a client certificate, as that of the testbed has. */
  static async start(kubeconfig: string): Promise<BreakingProxy> {
    const proxy = new BreakingProxy(upstreamOf(kubeconfig));
    await proxy.up();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, always on the same port. */
  async up(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(this.#port, '127.0.0.1', resolve);
    await promise;
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Closes all connections and refuses new ones, like an API server that is down. */
  async down(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.cut();
    await promise;
  }

  /** Closes all open connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const [path = '', query] = url.split('?');
    const broken = this.rule({ method, path, watch: new URLSearchParams(query).has('watch') });
    if (broken === 'hang') return;
    if (broken === 'cut') return void request.socket.destroy();
    if (typeof broken === 'object' && 'answer' in broken)
      return void response.writeHead(broken.answer, broken.headers).end();
    const delay = typeof broken === 'object' && 'delayMs' in broken ? broken.delayMs : 0;
    setTimeout(() => this.#forward(request, response, broken), delay);
  }

  #forward(request: IncomingMessage, response: ServerResponse, broken: Break | undefined): void {
    const { method, url, headers } = request;
    // The host header is that of the proxy; an API server ignores it.
    const onward = send({ ...this.#upstream, method, path: url, headers });
    onward.on('error', () => request.socket.destroy());
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      if (broken === 'silence') answer.resume();
      else answer.pipe(response);
      answer.on('error', () => request.socket.destroy());
      if (typeof broken === 'object' && 'cutAfterMs' in broken)
        setTimeout(() => request.socket.destroy(), broken.cutAfterMs);
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }
}

function upstreamOf(kubeconfig: string): RequestOptions {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const [cluster, user] = [clusters[0]?.cluster ?? {}, users[0]?.user ?? {}];
  const { hostname, port } = new URL(cluster['server'] ?? '');
  const pem = (from: Record<string, string>, key: string) =>
    from[`${key}-data`] === undefined
      ? readFileSync(from[key] ?? '')
      : Buffer.from(from[`${key}-data`] ?? '', 'base64');
  return {
    host: hostname,
    port,
    ca: pem(cluster, 'certificate-authority'),
    cert: pem(user, 'client-certificate'),
    key: pem(user, 'client-key'),
  };
}
