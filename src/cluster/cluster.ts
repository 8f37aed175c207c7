import type { Clock } from '../time/clock.ts';
import type { Kind, Ref } from './kinds/kind.ts';

/** Options of one call. */
export interface CallOptions {
  /** Ends the call with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of a call to who answers behind the API server's proxy. */
export interface ProxyOptions extends CallOptions {
  headers?: Readonly<Record<string, string>>;
  /** How long until the answer begins, and then until it is complete, in milliseconds. */
  timeoutMs?: number;
  /** The largest answer that is read, in bytes; a larger one is a ClusterError CLUSTER_TOO_LARGE. @default 64 MiB */
  largest?: number;
  /** It takes seconds by design: more such calls run at a time than others. */
  isSlow?: boolean;
}

/** A port of a Service. */
export interface ServicePort {
  /** Its name or number. */
  port: string | number;
  /** Whether it speaks HTTPS. The API server does not verify its certificate. @default false */
  isTls?: boolean;
}

/** Which objects of a kind. */
export interface Selection {
  /** One namespace; all of them when left out. */
  namespace?: string;
  /** As kubectl takes it: `app=web,tier!=db`. */
  labelSelector?: string;
  fieldSelector?: string;
}

/**
 * The objects of a kind in one scope, kept up to date by one LIST and one WATCH, however many readers there are.
 * A LIST every 30 s corrects it, so that no change is missed when the watch is lost.
 */
export interface SharedList<T> {
  /** Resolves when the first LIST is complete; rejects with its error (no permission, no such kind). */
  ready(signal?: AbortSignal): Promise<void>;
  /** One object as last seen, or `undefined` when it does not exist. */
  get(ref: Ref): T | undefined;
  all(): readonly T[];
  /** When this list last saw the object change, in the clock's `now()`. */
  seenAt(ref: Ref): number | undefined;
  /** Calls back on each change of the object, or of any object when `ref` is left out. Returns a function that ends this. */
  onChange(ref: Ref | undefined, changed: () => void): () => void;
  /**
   * Resolves when a LIST that began at most `maxAgeMs` ago is complete. Callers at the same time share one LIST.
   * For the last look before a failure is reported: it must not depend on a watch that may have become silent.
   */
  refresh(maxAgeMs: number, signal?: AbortSignal): Promise<void>;
  /** The last error of LIST or WATCH, unless one has succeeded since. */
  readonly trouble: Error | undefined;
}

/** A time in which the API server gave no answer, in milliseconds on the clock of {@link Cluster}. */
export interface Outage {
  /** When the first call failed. */
  readonly from: number;
  /** When a call was answered again; absent while it lasts. */
  readonly to?: number;
}

/** An object as it is written, in JSON. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    /** The object is deleted together with these. */
    ownerReferences?: readonly { apiVersion: string; kind: string; name: string; uid: string }[];
  };
  [field: string]: unknown;
};

/**
 * The only access to the API server. Every call goes through one connection pool and has its own timeout; a failure becomes a
 * {@link ClusterError} that says whether waiting may help. A call is repeated only where that is safe and the retry policy allows it;
 * waits retry in their own loop.
 */
export interface Cluster {
  /** The address of the API server, for messages. */
  readonly server: string;
  /** The context of the kubeconfig that it is from, for messages; absent in a pod. */
  readonly context?: string;
  readonly clock: Clock;
  get<T>(kind: Kind<T>, ref: Ref, options?: CallOptions): Promise<T>;
  /**
   * All pages of a LIST.
   * @param options.share lets the shared list of the kind begin with this LIST instead of its own, if it is first used within ten seconds.
   * For kinds that many checks read soon. It has no effect when the selection leaves anything out.
   * @param options.whole keeps the images of nodes (`status.images`), which are most of their size; without it, only `get` has them.
   */
  list<T>(
    kind: Kind<T>,
    selection?: Selection,
    options?: CallOptions & { share?: boolean; whole?: boolean },
  ): Promise<T[]>;
  /** The shared list of a kind: the same one for all callers with the same kind and namespace. */
  shared<T>(kind: Kind<T>, namespace?: string): SharedList<T>;
  /**
   * The namespace to list for objects of `namespace`, to read as many objects as possible by one LIST: `undefined`, all namespaces. In a run
   * that is limited to one namespace it is `namespace` itself: all others are not listed there.
   */
  listingScope(namespace: string): string | undefined;
  /** Server-side apply of one object as raw JSON, under the suite's field manager. */
  apply<T>(kind: Kind<T>, manifest: Manifest, options?: CallOptions & { dryRun?: boolean }): Promise<T>;
  create<T>(kind: Kind<T>, manifest: Manifest, options?: CallOptions & { dryRun?: boolean }): Promise<T>;
  /** JSON merge patch. `subresource` is e.g. `scale`. */
  patch<T>(kind: Kind<T>, ref: Ref, patch: object, options?: CallOptions & { subresource?: string }): Promise<T>;
  /**
   * Deletes an object; it is no error if it does not exist. With `Foreground` the object stays until all that it owns is deleted.
   * @param options.propagation default `Background`
   */
  delete(
    kind: Kind,
    ref: Ref,
    options?: CallOptions & { gracePeriodSeconds?: number; uid?: string; propagation?: 'Background' | 'Foreground' },
  ): Promise<void>;
  /** The last lines of a container's log. */
  logs(
    pod: Ref,
    options?: CallOptions & { container?: string; tailLines?: number; previous?: boolean },
  ): Promise<string>;
  /** A GET or POST to a pod's port through the API server. `path` begins with a slash and may have a query. */
  podProxy(
    pod: Ref,
    port: number,
    path: string,
    options?: ProxyOptions & { method?: 'GET' | 'POST'; body?: unknown },
  ): Promise<{ status: number; body: string }>;
  /**
   * A GET of a Service's port through the API server, with the permission of `reachesServices`. `path` begins with a slash and may have a
   * query. The API server keeps an `Authorization` header to itself: who answers must need none.
   */
  serviceProxy(
    service: Required<Ref>,
    port: ServicePort,
    path: string,
    options?: ProxyOptions,
  ): Promise<{ status: number; body: string }>;
  /** A GET of any path of the API server: `/readyz`, `/version`, `/api/v1/nodes/x/proxy/healthz`. */
  raw(path: string, options?: CallOptions & { method?: 'GET' | 'POST'; body?: unknown }): Promise<string>;
  /** The API server's calendar time according to its last answer, to compare time stamps; this machine's time before the first. */
  serverDate(): Date;
  /** When the API server gave no answer so far, the oldest first; also when a call was repeated and succeeded. */
  readonly outages: readonly Outage[];
  /** How many calls were repeated below this interface because they failed transiently. */
  readonly repeated: number;
  /** How many requests were sent so far, by verb (GET, LIST, WATCH, CREATE, APPLY, PATCH, DELETE, PROXY …). */
  readonly requests: Readonly<Record<string, number>>;
  /** Ends watches and connections. */
  close(): Promise<void>;
}
