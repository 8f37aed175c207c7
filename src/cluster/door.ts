import type { Clock } from '../time/clock.ts';
import { LARGEST, type ApiClient } from './transport/api-client.ts';
import { boundedText } from './transport/bounded-text.ts';
import type { Call } from './transport/call.ts';
import { ClusterError } from './cluster-error.ts';
import type {
  CallOptions,
  Cluster,
  Manifest,
  Outage,
  ProxyOptions,
  Selection,
  ServicePort,
  SharedList,
} from './cluster.ts';
import { fromAnswer, statusOf } from './transport/foreign-errors.ts';
import type { Kind, Ref } from './kinds/kind.ts';
import { kinds } from './kinds/kinds.ts';
import { LiveList } from './lists/live-list.ts';
import { collectionPath, objectPath, query, formatObject, manifestRef } from './kinds/paths.ts';
import { readList } from './lists/read-list.ts';
import { proxyName } from './rights/service-proxy.ts';
import { rightTo } from './rights/right-to.ts';
import { trimmed } from './trimmed.ts';

/** The field manager under which the API server records which fields the suite owns. */
const FIELD_MANAGER = 'shakedown';

/** The {@link Cluster} over HTTP. */
export class Door implements Cluster {
  readonly #api: ApiClient;
  readonly #lists = new Map<string, { kind: Kind; namespace: string | undefined; list: LiveList<unknown> }>();

  readonly context?: string;

  constructor(api: ApiClient, context?: string) {
    this.#api = api;
    if (context !== undefined) this.context = context;
  }

  get server(): string {
    return this.#api.server;
  }

  get clock(): Clock {
    return this.#api.clock;
  }

  get requests(): Readonly<Record<string, number>> {
    return this.#api.requests;
  }

  get repeated(): number {
    return this.#api.repeated;
  }

  get outages(): readonly Outage[] {
    return this.#api.outages.all;
  }

  serverDate(): Date {
    return this.#api.serverDate();
  }

  async get<T>(kind: Kind<T>, ref: Ref, { signal }: CallOptions = {}): Promise<T> {
    const call = this.#on(kind, ref, { verb: 'GET', method: 'GET', repeat: 'safe' });
    return trimmed(await this.#api.object<T>(call, signal));
  }

  async list<T>(
    kind: Kind<T>,
    selection: Selection = {},
    { signal, share = false, whole = false }: CallOptions & { share?: boolean; whole?: boolean } = {},
  ): Promise<T[]> {
    const began = this.clock.now();
    const read = await readList(this.#api, kind, selection, { signal, whole });
    const { namespace, labelSelector, fieldSelector } = selection;
    if (share && !whole && !labelSelector && !fieldSelector) this.#live(kind, namespace).takeOver(read, began);
    return read.items;
  }

  shared<T>(kind: Kind<T>, namespace?: string): SharedList<T> {
    return this.#live(kind, namespace);
  }

  listingScope(): string | undefined {
    return undefined;
  }

  #live<T>(kind: Kind<T>, namespace?: string): LiveList<T> {
    const scope = kind.namespaced ? namespace : undefined;
    const path = collectionPath(kind, scope);
    let known = this.#lists.get(path);
    if (!known) {
      known = { kind, namespace: scope, list: new LiveList<unknown>(this.#api, kind, scope) };
      this.#lists.set(path, known);
    }
    return known.list as LiveList<T>;
  }

  async apply<T>(kind: Kind<T>, manifest: Manifest, options: CallOptions & { dryRun?: boolean } = {}): Promise<T> {
    const dryRun = options.dryRun ? 'All' : undefined;
    const ref = manifestRef(manifest);
    return this.#write(kind, ref, options, {
      ...this.#on(kind, ref, { verb: 'APPLY', method: 'PATCH', repeat: 'safe' }),
      path: `${objectPath(kind, ref)}${query({ fieldManager: FIELD_MANAGER, force: true, dryRun })}`,
      body: manifest,
      contentType: 'application/apply-patch+yaml', // JSON is YAML
    });
  }

  async create<T>(kind: Kind<T>, manifest: Manifest, options: CallOptions & { dryRun?: boolean } = {}): Promise<T> {
    const dryRun = options.dryRun ? 'All' : undefined;
    const ref = manifestRef(manifest);
    return this.#write(kind, ref, options, {
      ...this.#on(kind, ref, { verb: 'CREATE', method: 'POST', repeat: 'once' }),
      path: `${collectionPath(kind, ref.namespace)}${query({ fieldManager: FIELD_MANAGER, dryRun })}`,
      body: manifest,
    });
  }

  async patch<T>(
    kind: Kind<T>,
    ref: Ref,
    patch: object,
    options: CallOptions & { subresource?: string } = {},
  ): Promise<T> {
    const { subresource } = options;
    return this.#write(kind, ref, options, {
      ...this.#on(kind, ref, { verb: 'PATCH', method: 'PATCH', repeat: 'safe' }, subresource),
      path: `${objectPath(kind, ref, subresource)}${query({ fieldManager: FIELD_MANAGER })}`,
      body: patch,
      contentType: 'application/merge-patch+json',
    });
  }

  async delete(
    kind: Kind,
    ref: Ref,
    options: CallOptions & {
      gracePeriodSeconds?: number;
      uid?: string;
      propagation?: 'Background' | 'Foreground';
    } = {},
  ): Promise<void> {
    const { signal, gracePeriodSeconds, uid, propagation = 'Background' } = options;
    const call: Call = {
      ...this.#on(kind, ref, { verb: 'DELETE', method: 'DELETE', repeat: 'safe' }),
      body: {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        // Always set: without it, deleting a Job leaves its pods behind.
        propagationPolicy: propagation,
        gracePeriodSeconds,
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      },
    };
    try {
      await this.#api.done(call, signal);
    } catch (error) {
      if (!(error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND')) throw error;
    }
  }

  async logs(
    pod: Ref,
    options: CallOptions & { container?: string; tailLines?: number; previous?: boolean } = {},
  ): Promise<string> {
    const { container, tailLines = 100, previous } = options;
    const call = this.#on(kinds.pods, pod, { verb: 'LOG', method: 'GET', repeat: 'safe' }, 'log');
    const path = `${call.path}${query({ container, tailLines, previous, limitBytes: 1_000_000 })}`;
    return this.#api.text({ ...call, path }, options.signal);
  }

  async podProxy(
    pod: Ref,
    port: number,
    path: string,
    options: ProxyOptions & { method?: 'GET' | 'POST'; body?: unknown } = {},
  ): Promise<{ status: number; body: string }> {
    return this.#proxied(kinds.pods, { ...pod, name: `${pod.name}:${port}` }, path, options);
  }

  async serviceProxy(
    { namespace, name }: Required<Ref>,
    { port, isTls = false }: ServicePort,
    path: string,
    options: ProxyOptions = {},
  ): Promise<{ status: number; body: string }> {
    return this.#proxied(kinds.services, { namespace, name: proxyName(name, { port, isTls }) }, path, options);
  }

  async raw(path: string, options: CallOptions & { method?: 'GET' | 'POST'; body?: unknown } = {}): Promise<string> {
    const { method = 'GET', body } = options;
    const [bare] = path.split('?');
    return this.#api.text(
      {
        verb: 'RAW',
        method,
        path,
        doing: `${method === 'GET' ? 'get' : 'post to'} ${bare}`,
        repeat: method === 'GET' ? 'safe' : 'once',
        right: `${method.toLowerCase()} ${bare}`,
        ...(body === undefined ? {} : { body }),
      },
      options.signal,
    );
  }

  async close(): Promise<void> {
    for (const { list } of this.#lists.values()) list.close();
    this.#lists.clear();
    await this.#api.close();
  }

  async #proxied(
    kind: Kind,
    there: Ref,
    path: string,
    options: ProxyOptions & { method?: 'GET' | 'POST'; body?: unknown },
  ): Promise<{ status: number; body: string }> {
    const { method = 'GET', body, headers, timeoutMs, isSlow = false, signal, largest = LARGEST } = options;
    const call: Call = {
      ...this.#on(kind, there, { verb: 'PROXY', method, repeat: method === 'GET' ? 'safe' : 'once' }, 'proxy'),
      right: rightTo(method === 'GET' ? 'get' : 'create', kind, there.namespace, 'proxy'),
      isSlow,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    return this.#api.call({ ...call, path: `${call.path}${path}` }, signal, async (answer) => {
      const { text, more } = await boundedText(answer, largest);
      if (more)
        throw new ClusterError('CLUSTER_TOO_LARGE', {
          expected: `to ${call.doing}`,
          seen: `it answers with more than ${largest / 1024 / 1024} MiB`,
          transient: false,
        });
      // A `Status` comes from the API server itself: nobody behind it was asked. Any other answer is not its own, whatever its code.
      if (answer.statusCode >= 300 && statusOf(text))
        throw fromAnswer(call, { status: answer.statusCode, headers: answer.headers, body: text });
      return { status: answer.statusCode, body: text };
    });
  }

  #on(kind: Kind, ref: Ref, call: Pick<Call, 'verb' | 'method' | 'repeat'>, subresource?: string): Call {
    const verb =
      call.verb === 'APPLY' ? 'patch' : call.verb === 'LOG' || call.verb === 'PROXY' ? 'get' : call.verb.toLowerCase();
    return {
      ...call,
      path: objectPath(kind, ref, subresource),
      doing: `${call.verb === 'PROXY' ? 'reach through the proxy' : call.verb === 'LOG' ? 'read the log of' : call.verb.toLowerCase()} ${formatObject(kind, ref)}${call.verb === 'PATCH' && subresource ? `, ${subresource}` : ''}`,
      right: rightTo(verb, kind, ref.namespace, subresource),
    };
  }

  async #write<T>(
    kind: Kind<T>,
    ref: Ref,
    options: CallOptions & { dryRun?: boolean; subresource?: string },
    call: Call,
  ): Promise<T> {
    const written = trimmed(await this.#api.object<T>(call, options.signal));
    if (options.dryRun) return written;
    for (const { list } of this.#listsOf(kind, ref)) {
      // The answer to a subresource is another kind of object: the new state of this one must be read.
      if (options.subresource === undefined) list.note(written);
      else list.outdate();
    }
    return written;
  }

  *#listsOf(kind: Kind, ref: Ref): Iterable<{ list: LiveList<unknown> }> {
    for (const known of this.#lists.values())
      if (collectionPath(known.kind) === collectionPath(kind) && (known.namespace ?? ref.namespace) === ref.namespace)
        yield known;
  }
}
