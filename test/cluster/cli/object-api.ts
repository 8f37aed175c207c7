import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/time/clock.ts';
import type { Door } from '../../../src/cluster/door.ts';
import { openDoor } from '../door/small-api-server.ts';

/** An API object as it is stored. */
export interface Stored {
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/**
 * An API server that stores objects: GET, LIST by labels, POST, PATCH with a check of the resource version, DELETE. It does not
 * know kinds: an object is at the path where it was put. Deleting a namespace deletes the objects in it.
 */
export class ObjectApi implements AsyncDisposable {
  /** By path: `/api/v1/namespaces/shop/pods/web`. */
  readonly objects = new Map<string, Stored>();
  /** `DELETE /api/v1/…`, without reads. */
  readonly writes: string[] = [];
  /** How often a path was requested. */
  asked(path: string): number {
    return this.#asked.get(path) ?? 0;
  }

  readonly #asked = new Map<string, number>();
  /** Paths, or methods and paths, that answer with this status instead. */
  readonly refusals = new Map<string, number>();
  /** Methods and paths whose next call is executed, but answered with 429 (overloaded). */
  readonly lostAnswers = new Set<string>();
  #version = 1;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  static async start(objects: Record<string, Partial<Stored>> = {}): Promise<ObjectApi> {
    const api = new ObjectApi();
    for (const [path, object] of Object.entries(objects)) api.put(path, object);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  door(clock?: Clock): Door {
    return openDoor(this.url, clock ? { clock } : {});
  }

  put(path: string, object: Partial<Stored>): Stored {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const namespace = /\/namespaces\/([^/]+)\/[^/]+\//.exec(path)?.[1];
    const old = this.objects.get(path);
    const stored: Stored = {
      ...object,
      metadata: {
        uid: old?.metadata.uid ?? `uid-${this.#version}`,
        ...(namespace === undefined ? {} : { namespace }),
        ...object.metadata,
        name,
        resourceVersion: String(this.#version++),
      },
    };
    this.objects.set(path, stored);
    return stored;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://objects');
    const { method = 'GET' } = request;
    this.#asked.set(pathname, this.asked(pathname) + 1);
    if (method !== 'GET') this.writes.push(`${method} ${pathname}`);
    const [done, answer] = this.#reply(method, pathname, searchParams, body === '' ? {} : JSON.parse(body));
    const status = this.lostAnswers.delete(`${method} ${pathname}`) ? 429 : done;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status < 300 ? answer : refusal(status, pathname)));
  }

  #reply(method: string, path: string, query: URLSearchParams, body: Stored): [number, unknown] {
    const refused = this.refusals.get(`${method} ${path}`) ?? this.refusals.get(path);
    if (refused !== undefined) return [refused, {}];
    const found = this.objects.get(path);
    switch (method) {
      case 'GET':
        if (found) return [200, found];
        return isCollection(path) ? [200, this.#list(path, query.get('labelSelector') ?? '')] : [404, {}];
      case 'POST': {
        const target = `${path}/${body.metadata?.name}`;
        if (this.objects.has(target)) return [409, {}];
        return [201, query.get('dryRun') ? body : this.#create(target, body)];
      }
      case 'PATCH':
        return this.#patch(path, found, body, query.get('force') === 'true');
      case 'DELETE': {
        if (!found) return [404, {}];
        const { uid } = (body as unknown as { preconditions?: { uid?: string } }).preconditions ?? {};
        if (uid !== undefined && uid !== found.metadata.uid) return [409, {}];
        for (const other of this.objects.keys()) if (other.startsWith(`${path}/`)) this.objects.delete(other);
        const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path) ?? [];
        for (const [other, object] of this.objects)
          if (namespace !== undefined && object.metadata.namespace === namespace) this.objects.delete(other);
        this.objects.delete(path);
        return [200, { kind: 'Status', status: 'Success' }];
      }
      default:
        return [405, {}];
    }
  }

  #create(path: string, object: Stored): Stored {
    const creationTimestamp = new Date().toISOString();
    return this.put(path, { ...object, metadata: { ...object.metadata, creationTimestamp } });
  }

  #patch(path: string, found: Stored | undefined, patch: Stored, apply: boolean): [number, unknown] {
    if (!found) return apply ? [201, this.#create(path, patch)] : [404, {}];
    const { resourceVersion } = patch.metadata ?? {};
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) return [409, {}];
    return [200, this.put(path, merged(found, patch) as Stored)];
  }

  #list(path: string, selector: string): object {
    const wide = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/([a-z]+)$/.exec(path);
    const within = (key: string) =>
      key.startsWith(`${path}/`) ||
      (wide && key.startsWith(`${wide[1]}/namespaces/`) && key.split('/').at(-2) === wide[2]);
    const items = [...this.objects]
      .filter(
        ([key, object]) => within(key) && key.split('/').at(-2) === path.split('/').at(-1) && carries(object, selector),
      )
      .map(([, object]) => object);
    return { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: String(this.#version) }, items };
  }
}

function isCollection(path: string): boolean {
  return /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[a-z]+$/.test(path);
}

function carries({ metadata }: Stored, selector: string): boolean {
  return selector
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [key = '', value] = term.split('=');
      const label = metadata.labels?.[key];
      return value === undefined ? label !== undefined : label === value;
    });
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(code: number, path: string): object {
  const reasons: Record<number, string> = { 403: 'Forbidden', 404: 'NotFound', 409: 'AlreadyExists' };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const details = { name, kind: path.split('/').at(-2) };
  return {
    kind: 'Status',
    status: 'Failure',
    code,
    reason: reasons[code] ?? 'InternalError',
    message: `${name}: ${code}`,
    details,
  };
}
