import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Door } from '../../src/cluster/door.ts';
import { kubeconfigFor } from './kubeconfig-for.ts';
import { discovery } from './discovery.ts';
import { openDoor, type DoorOptions } from './open-door.ts';
import { refusal, unknownPath, type Reply } from './replies.ts';
import { StoredObjects, type Stored } from './stored-objects.ts';

export { listOf, refusal, status, type Reply } from './replies.ts';
export type { Stored } from './stored-objects.ts';

/** A request as the server received it. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** The answers of a fake API server. */
export interface FakeApi {
  /**
   * Replies by path, for every method. In a list, each reply answers one request, and the last one is repeated. `watch /path` answers watches of
   * a path; without it, they stay open without events.
   */
  routes?: Readonly<Record<string, Reply | readonly Reply[]>>;
  /** The initial objects, by path: requests without a route read and write them. @default none, and paths without a route are unknown */
  objects?: Readonly<Record<string, Partial<Stored>>>;
}

/** The body of a reply to a request for an object: with metadata, as every object has it. */
function complete(url: string, body: unknown): unknown {
  const isOfKind = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/./.test(url);
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isOfKind && isObject && !('metadata' in body) && !('kind' in body) ? { metadata: {}, ...body } : body;
}

/** An API server for tests: a real HTTP server on its own port, which answers from routes and stored objects. */
export class FakeApiServer implements AsyncDisposable {
  readonly requests: Received[] = [];
  /** By path: `/api/v1/namespaces/shop/pods/web`. */
  readonly objects = new StoredObjects();
  /** Paths, or methods and paths, that are refused with this status. */
  readonly refusals = new Map<string, number>();
  /** Methods and paths whose next request is executed, but answered with 429 (overloaded). */
  readonly lostAnswers = new Set<string>();
  readonly #storesObjects: boolean;
  readonly #routes: Map<string, Reply[]>;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor({ routes = {}, objects }: FakeApi) {
    this.#routes = new Map(Object.entries(routes).map(([path, replies]) => [path, [replies].flat()]));
    this.#storesObjects = objects !== undefined;
    for (const [path, object] of Object.entries(objects ?? {})) this.put(path, object);
  }

  /** Starts a server; it ends when it is disposed of. */
  static async start(api: FakeApi): Promise<FakeApiServer> {
    const server = new FakeApiServer(api);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The text of a kubeconfig for it. */
  get kubeconfig(): string {
    return kubeconfigFor(this.url);
  }

  /** The requests, in short: `GET /version`. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
  }

  /** The requests that write: `DELETE /api/v1/…`. */
  get writes(): string[] {
    return this.asked.filter((request) => !request.startsWith('GET '));
  }

  /** A door to it. */
  door(options: DoorOptions = {}): Door {
    return openDoor(this.url, options);
  }

  /** Stores an object, with the metadata that an API server adds. */
  put(path: string, object: Partial<Stored>): Stored {
    return this.objects.put(path, object);
  }

  /** Ends the server, unless it has ended, and all its connections. */
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
    const reply = this.#replyTo({ method, url, headers, body });
    if (reply === 'hang') return;
    if (reply === 'cut') return void request.socket.destroy();
    if (typeof reply === 'function') return reply(request, response, body);
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(complete(url, reply.body ?? {})));
  }

  #replyTo({ method, url, body }: Received): Reply {
    const { pathname: path, searchParams: query } = new URL(url, 'http://fake');
    const refused = this.refusals.get(`${method} ${path}`) ?? this.refusals.get(path);
    if (refused !== undefined) return refusal(refused, path);
    const watches = query.get('watch') === 'true';
    const route = this.#routes.get(watches ? `watch ${path}` : path);
    if (route) return (route.length > 1 ? route.shift() : route[0]) ?? 'hang';
    if (watches && (this.#routes.has(path) || !this.#storesObjects)) return 'hang';
    if (!this.#storesObjects) return unknownPath(path);
    if (watches) return (_, response) => this.objects.watch(path, query, response);
    const served = method === 'GET' ? discovery(path, this.objects.keys()) : undefined;
    if (served) return { body: served };
    const answer = this.objects.answer(method, path, query, body === '' ? {} : JSON.parse(body));
    if (this.lostAnswers.delete(`${method} ${path}`)) return refusal(429, path);
    return answer.status < 300 ? answer : refusal(answer.status, path);
  }
}
