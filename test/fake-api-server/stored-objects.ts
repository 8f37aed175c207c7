import type { ServerResponse } from 'node:http';
import { isCollection } from './collection-path.ts';
import { mergePatch } from './merge-patch.ts';

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

interface Change {
  version: number;
  path: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: Stored;
}

/**
 * Objects by path (`/api/v1/namespaces/shop/pods/web`), with GET, LIST and WATCH by labels, POST, PATCH with a check of the
 * resource version, and DELETE. Kinds are unknown: an object is at the path where it was put. Deleting a namespace deletes the objects in it.
 */
export class StoredObjects extends Map<string, Stored> {
  /** The resource version of the last change. */
  #version = 1;
  readonly #changes: Change[] = [];
  readonly #watches = new Set<(change: Change) => void>();

  /** Stores an object, with the metadata that an API server adds. */
  put(path: string, object: Partial<Stored>): Stored {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const namespace = /\/namespaces\/([^/]+)\/[^/]+\//.exec(path)?.[1];
    const old = this.get(path);
    const version = ++this.#version;
    const stored: Stored = {
      ...object,
      metadata: {
        uid: old?.metadata.uid ?? `uid-${version}`,
        ...(namespace === undefined ? {} : { namespace }),
        ...object.metadata,
        name,
        resourceVersion: String(version),
      },
    };
    this.set(path, stored);
    this.#record({ version, path, type: old ? 'MODIFIED' : 'ADDED', object: stored });
    return stored;
  }

  override delete(path: string): boolean {
    const old = this.get(path);
    if (!old) return false;
    super.delete(path);
    const version = ++this.#version;
    const object = { ...old, metadata: { ...old.metadata, resourceVersion: String(version) } };
    this.#record({ version, path, type: 'DELETED', object });
    return true;
  }

  override clear(): void {
    for (const path of [...this.keys()]) this.delete(path);
  }

  /** The status and the body that answer a request other than a watch; a status of 400 and above has no body. */
  answer(method: string, path: string, query: URLSearchParams, body: Stored): { status: number; body?: unknown } {
    const found = this.get(path);
    switch (method) {
      case 'GET':
        if (found) return { status: 200, body: found };
        return isCollection(path) ? { status: 200, body: this.#list(path, query) } : { status: 404 };
      case 'POST': {
        const target = `${path}/${body.metadata?.name}`;
        if (this.has(target)) return { status: 409 };
        return { status: 201, body: query.get('dryRun') ? body : this.#create(target, body) };
      }
      case 'PATCH':
        return this.#patch(path, found, body, query.get('force') === 'true');
      case 'DELETE': {
        if (!found) return { status: 404 };
        const { uid } = (body as unknown as { preconditions?: { uid?: string } }).preconditions ?? {};
        if (uid !== undefined && uid !== found.metadata.uid) return { status: 409 };
        this.#deleteAll(path);
        return { status: 200, body: { kind: 'Status', status: 'Success' } };
      }
      default:
        return { status: 405 };
    }
  }

  /** Writes the changes of a collection since the requested resource version, until the connection is closed. */
  watch(path: string, query: URLSearchParams, response: ServerResponse): void {
    const since = Number(query.get('resourceVersion') ?? 0);
    const write = ({ path: changed, type, object }: Change) => {
      if (isIn(path, changed) && matches(object, query)) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    for (const change of this.#changes) if (change.version > since) write(change);
    this.#watches.add(write);
    response.on('close', () => this.#watches.delete(write));
  }

  #record(change: Change): void {
    this.#changes.push(change);
    for (const write of this.#watches) write(change);
  }

  #create(path: string, object: Stored): Stored {
    const creationTimestamp = new Date().toISOString();
    return this.put(path, { ...object, metadata: { ...object.metadata, creationTimestamp } });
  }

  #patch(path: string, found: Stored | undefined, patch: Stored, apply: boolean): { status: number; body?: unknown } {
    if (!found) return apply ? { status: 201, body: this.#create(path, patch) } : { status: 404 };
    const { resourceVersion } = patch.metadata ?? {};
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) return { status: 409 };
    return { status: 200, body: this.put(path, mergePatch(found, patch) as Stored) };
  }

  #deleteAll(path: string): void {
    const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path) ?? [];
    for (const [other, { metadata }] of this)
      if (other.startsWith(`${path}/`) || (namespace !== undefined && metadata.namespace === namespace))
        this.delete(other);
    this.delete(path);
  }

  #list(path: string, query: URLSearchParams): object {
    const items = [...this].flatMap(([key, object]) => (isIn(path, key) && matches(object, query) ? [object] : []));
    return { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: String(this.#version) }, items };
  }
}

/** Whether an object is in a collection: that of a namespace, or that of the whole cluster. */
function isIn(collection: string, path: string): boolean {
  const resource = path.split('/').at(-2);
  if (resource !== collection.split('/').at(-1)) return false;
  const [, group] = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/[a-z]+$/.exec(collection) ?? [];
  return path.startsWith(`${collection}/`) || (group !== undefined && path.startsWith(`${group}/namespaces/`));
}

function matches({ metadata }: Stored, query: URLSearchParams): boolean {
  const terms = (query.get('labelSelector') ?? '').split(',').filter(Boolean);
  return terms.every((term) => {
    const [key = '', value] = term.split('=');
    const label = metadata.labels?.[key];
    return value === undefined ? label !== undefined : label === value;
  });
}
