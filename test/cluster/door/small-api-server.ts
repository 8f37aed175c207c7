import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from '../../../src/cluster/transport/api-client.ts';
import { DoorConfig } from '../../../src/cluster/transport/door-config.ts';
import { Door } from '../../../src/cluster/door.ts';
import { systemClock, type Clock } from '../../../src/time/clock.ts';

/** The reply of a small API server to one request. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  /** Ends the connection without an answer. */
  | 'cut'
  /** Never answers. */
  | 'hang'
  /** Writes the answer itself; for watches. */
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A request that the server has received. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/**
 * A real server on its own port that answers each path with its list of replies, one after the other; the last one is repeated.
 * `watch /path` answers watches of a path; without it, they stay open without events.
 */
export class SmallApiServer {
  readonly requests: Received[] = [];
  readonly #replies: Map<string, Reply[]>;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(replies: Record<string, Reply[]>) {
    this.#replies = new Map(Object.entries(replies).map(([path, list]) => [path, [...list]]));
  }

  static async start(replies: Record<string, Reply[]>): Promise<SmallApiServer> {
    const server = new SmallApiServer(replies);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The requests, in short: `GET /version`. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
  }

  /** A door to it. */
  door({
    clock = systemClock,
    timeoutMs = 5_000,
    token,
  }: { clock?: Clock; timeoutMs?: number; token?: string } = {}): Door {
    return openDoor(this.url, { clock, timeoutMs, ...(token === undefined ? {} : { token }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    this.requests.push({ method, url, headers, body });
    const [path = '', query = ''] = url.split('?');
    const watches = new URLSearchParams(query).get('watch') === 'true';
    const list = this.#replies.get(watches ? `watch ${path}` : path) ?? [];
    const reply: Reply = (list.length > 1 ? list.shift() : list[0]) ?? (watches ? 'hang' : notFound(path));
    if (reply === 'hang') return;
    if (reply === 'cut') return void request.socket.destroy();
    if (typeof reply === 'function') return reply(request, response);
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
  }
}

/** A door to a server that needs only an address. */
export function openDoor(
  server: string,
  { clock = systemClock, timeoutMs = 5_000, token }: { clock?: Clock; timeoutMs?: number; token?: string } = {},
): Door {
  const source = new DoorConfig();
  source.loadFromClusterAndUser(
    { name: 'small', server, skipTLSVerify: false },
    { name: 'somebody', ...(token === undefined ? {} : { token }) },
  );
  return new Door(new ApiClient({ server, source, clock, timeoutMs }));
}

/** A failure in the format of the API server. */
export function status(code: number, reason: string, message: string, details: object = {}): Reply {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details },
  };
}

/** A LIST in the format of the API server. */
export function listOf(resourceVersion: string, items: readonly object[], next = ''): Reply {
  return { body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion, continue: next }, items } };
}

function notFound(path: string): Reply {
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: `404 page not found: ${path}` };
}
