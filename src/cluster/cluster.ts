import type { Clock } from '../time/clock.ts';
import type { Kind, Ref } from './kind.ts';

/** What one call may be told: when to give up on it. */
export interface CallOptions {
  /** Ends the call with the signal's reason. */
  signal?: AbortSignal;
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
 * A kind's objects in one scope, kept up to date by one LIST and one WATCH however many look at it.
 * A LIST every 30 s is the truth, so a lost watch never loses an answer.
 */
export interface SharedList<T> {
  /** Resolves when the first LIST is in; rejects with what ended it (no rights, no such kind). */
  ready(signal?: AbortSignal): Promise<void>;
  /** One object as last seen, or `undefined` when it is not there. */
  get(ref: Ref): T | undefined;
  all(): readonly T[];
  /** When the object last changed in our sight, in the clock's `now()`. */
  seenAt(ref: Ref): number | undefined;
  /** Calls back on each change of the object, or of any object when `ref` is left out. Returns how to stop. */
  onChange(ref: Ref | undefined, changed: () => void): () => void;
  /**
   * Resolves when a LIST that began at most `maxAgeMs` ago is in. Callers at the same time share one LIST.
   * For the last look before a failure is declared, which must not trust a watch that may have gone silent.
   */
  refresh(maxAgeMs: number, signal?: AbortSignal): Promise<void>;
  /** The last error of LIST or WATCH that is not mended yet. */
  readonly trouble: Error | undefined;
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
    /** What it goes with. */
    ownerReferences?: readonly { apiVersion: string; kind: string; name: string; uid: string }[];
  };
  [field: string]: unknown;
};

/**
 * The one door to the API server. Every call goes through one connection pool with a time-out of its own; what fails
 * comes out as a {@link ClusterError} that says whether waiting may help. Calls do not retry by themselves beyond what
 * the retry policy allows for a call that is safe to repeat; waits retry by their own loop.
 */
export interface Cluster {
  /** Where the API server is, for messages. */
  readonly server: string;
  readonly clock: Clock;
  get<T>(kind: Kind<T>, ref: Ref, options?: CallOptions): Promise<T>;
  /**
   * All pages of a LIST.
   * @param options.share lets the shared view on the kind, when it is first used within ten seconds, begin with this LIST instead of one of
   * its own. For what many will look at soon; without effect when the selection leaves anything out.
   */
  list<T>(kind: Kind<T>, selection?: Selection, options?: CallOptions & { share?: boolean }): Promise<T[]>;
  /** The shared view on a kind; the same one for all who ask for the same kind and namespace. */
  shared<T>(kind: Kind<T>, namespace?: string): SharedList<T>;
  /** Server-side apply of one object as raw JSON, under the suite's field manager. */
  apply<T>(kind: Kind<T>, manifest: Manifest, options?: CallOptions & { dryRun?: boolean }): Promise<T>;
  create<T>(kind: Kind<T>, manifest: Manifest, options?: CallOptions & { dryRun?: boolean }): Promise<T>;
  /** JSON merge patch. `subresource` is e.g. `scale`. */
  patch<T>(kind: Kind<T>, ref: Ref, patch: object, options?: CallOptions & { subresource?: string }): Promise<T>;
  /**
   * Deletes; an object that is gone already is no error. With `Foreground` the object stays until all that it owns is gone.
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
  /** A GET or POST to a pod's port through the API server. `path` begins with a slash and may carry a query. */
  podProxy(
    pod: Ref,
    port: number,
    path: string,
    options?: CallOptions & { method?: 'GET' | 'POST'; body?: unknown; timeoutMs?: number },
  ): Promise<{ status: number; body: string }>;
  /** A GET of any path of the API server: `/readyz`, `/version`, `/api/v1/nodes/x/proxy/healthz`. */
  raw(path: string, options?: CallOptions & { method?: 'GET' | 'POST'; body?: unknown }): Promise<string>;
  /** The API server's calendar time by the last answer, for comparing time stamps; this machine's before the first. */
  serverDate(): Date;
  /** How many calls were repeated by the door itself because the API server failed them for a moment. */
  readonly repeated: number;
  /** How many requests were made so far, by verb (GET, LIST, WATCH, CREATE, APPLY, PATCH, DELETE, PROXY …). */
  readonly requests: Readonly<Record<string, number>>;
  /** Ends watches and connections. */
  close(): Promise<void>;
}
