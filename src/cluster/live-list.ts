import type { ApiClient } from './api-client.ts';
import { ClusterError } from './cluster-error.ts';
import type { SharedList } from './cluster.ts';
import type { Kind, Ref } from './kind.ts';
import { Listeners } from './listeners.ts';
import { keyOf, ObjectStore } from './object-store.ts';
import { readList } from './read-list.ts';
import { readWatch, type WatchEvent } from './read-watch.ts';
import { backOff } from './retry-policy.ts';

/** How long the truth of a LIST is trusted while the watch goes on. */
const RELIST_MS = 30_000;
/** A LIST may take at most this part of the time, however large the cluster. */
const LIST_SHARE = 1 / 20;
/** How long a list that nobody uses is kept up to date. */
const LINGER_MS = 60_000;
/** How far a watch may be behind a LIST before it counts as silent. */
const SILENCE_MS = 2_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;
/** Between tries of what waiting rarely mends: a right that is missing, a kind that is not served. */
const HOPELESS_PAUSE_MS = 10_000;
/** The server ends each watch after about this long, so that none outlives by much what lies between. */
const WATCH_SECONDS = 240;

/**
 * A {@link SharedList} over LIST and WATCH. The watch makes it prompt; a LIST every 30 s is the truth. Both are begun again after
 * any error, until the list is closed or nobody has used it for a minute.
 */
export class LiveList<T> implements SharedList<T> {
  readonly #api: ApiClient;
  readonly #kind: Kind<T>;
  readonly #namespace: string | undefined;
  readonly #listeners = new Listeners();
  #store = new ObjectStore<T>();
  #life: AbortController | undefined;
  #usedAt = 0;

  /** When the last LIST that is in began, and when the next one must not begin before. */
  #listedAt = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** A LIST that began earlier is no answer: something was written since. */
  #freshAfter = Number.NEGATIVE_INFINITY;
  #listing: { began: number; done: Promise<void> } | undefined;
  #queued: Promise<void> | undefined;
  #listTrouble: Error | undefined;

  /** Where the next watch goes on, and how far the present one has come. */
  #resume = '';
  #watched = Number.NEGATIVE_INFINITY;
  #watchTrouble: Error | undefined;
  #cutWatch: () => void = () => {};

  constructor(api: ApiClient, kind: Kind<T>, namespace: string | undefined) {
    this.#api = api;
    this.#kind = kind;
    this.#namespace = namespace;
  }

  get trouble(): Error | undefined {
    return this.#listTrouble ?? this.#watchTrouble;
  }

  async ready(signal?: AbortSignal): Promise<void> {
    this.#use();
    if (!this.#synced()) await unlessAborted(this.#listSince(this.#freshAfter), signal);
  }

  async refresh(maxAgeMs: number, signal?: AbortSignal): Promise<void> {
    this.#use();
    await unlessAborted(this.#listSince(Math.max(this.#freshAfter, this.#now() - maxAgeMs)), signal);
  }

  get(ref: Ref): T | undefined {
    return this.#store.get(keyOf(ref));
  }

  all(): readonly T[] {
    return this.#store.all();
  }

  seenAt(ref: Ref): number | undefined {
    return this.#store.seenAt(keyOf(ref));
  }

  onChange(ref: Ref | undefined, changed: () => void): () => void {
    this.#use();
    return this.#listeners.add(ref && keyOf(ref), changed);
  }

  /** Takes over what the API server answered to a write of ours, so that nobody sees an older state after it. */
  note(object: T): void {
    if (this.#listing) this.outdate(); // the LIST under way may be older than the write
    const key = this.#store.change(object, this.#now());
    if (key !== undefined) this.#listeners.tell([key]);
  }

  /** Something was written whose new state is not known: what is held is no answer until the next LIST. */
  outdate(): void {
    this.#freshAfter = this.#now();
  }

  close(): void {
    this.#life?.abort(new Error('the list was closed'));
    this.#life = undefined;
    this.#store = new ObjectStore();
    this.#listedAt = Number.NEGATIVE_INFINITY;
    this.#resume = '';
  }

  #now(): number {
    return this.#api.clock.now();
  }

  #synced(): boolean {
    return Number.isFinite(this.#listedAt) && this.#listedAt >= this.#freshAfter;
  }

  #use(): void {
    this.#usedAt = this.#now();
    if (this.#life) return;
    this.#life = new AbortController();
    void this.#keepListing(this.#life.signal);
    void this.#keepWatching(this.#life.signal);
  }

  async #keepListing(life: AbortSignal): Promise<void> {
    while (!life.aborted) {
      const began = this.#now();
      let pause = 0;
      try {
        await this.#listSince(began);
        pause = Math.max(RELIST_MS, (this.#now() - began) / LIST_SHARE);
      } catch {
        // kept as `trouble`; the next try is paced by #list
      }
      if (!(await this.#sleep(pause, life))) return;
      if (this.#listeners.size === 0 && this.#now() - this.#usedAt > LINGER_MS) return this.close();
    }
  }

  /** Resolves when a LIST that began at `moment` or later is in. However many call, LISTs are made one after the other. */
  async #listSince(moment: number): Promise<void> {
    if (this.#listedAt >= moment && Number.isFinite(this.#listedAt)) return;
    if (!this.#listing) return this.#list();
    if (this.#listing.began >= moment) return this.#listing.done;
    this.#queued ??= this.#listing.done
      .catch(() => {}) // its own callers hear of it
      .then(() => {
        this.#queued = undefined;
        return this.#list();
      });
    return this.#queued;
  }

  #list(): Promise<void> {
    if (this.#listing || !this.#life) return this.#listing?.done ?? Promise.reject(new Error('the list was closed'));
    // Until it is sent it is younger than any moment that anyone can ask for.
    const listing = { began: Number.POSITIVE_INFINITY, done: Promise.resolve() };
    this.#listing = listing;
    listing.done = this.#readAll(this.#life.signal, () => (listing.began = this.#now())).finally(
      () => (this.#listing = undefined),
    );
    return listing.done;
  }

  async #readAll(life: AbortSignal, begin: () => number): Promise<void> {
    if (this.#notBefore > this.#now()) await this.#api.clock.sleep(this.#notBefore - this.#now(), life);
    const began = begin();
    try {
      const selection = this.#namespace === undefined ? {} : { namespace: this.#namespace };
      const list = await readList(this.#api, this.#kind, selection, { signal: life, repeat: 'never' });
      life.throwIfAborted();
      this.#takeOver(list.items, list.resourceVersion, life);
      this.#listedAt = began;
      this.#failures = 0;
      this.#listTrouble = undefined;
    } catch (error) {
      if (life.aborted) throw error;
      this.#failures += 1;
      this.#listTrouble = error as Error;
      this.#notBefore = this.#now() + pauseAfter(error, this.#failures);
      throw error;
    }
  }

  #takeOver(items: readonly T[], version: string, life: AbortSignal): void {
    const first = !Number.isFinite(this.#listedAt);
    const { changed, newest, rewound } = this.#store.replace(items, version, this.#now());
    if (rewound || this.#resume === '' || Number(version) > Number(this.#resume)) this.#resume = version;
    if (rewound) this.#cutWatch();
    else if (!first && newest > this.#watched) void this.#expectOfWatch(newest, life);
    this.#listeners.tell(changed);
  }

  /** A LIST had news that the watch has not told: when it still has not a moment later, it is silent. */
  async #expectOfWatch(version: number, life: AbortSignal): Promise<void> {
    if ((await this.#sleep(SILENCE_MS, life)) && this.#watched < version) this.#cutWatch();
  }

  async #keepWatching(life: AbortSignal): Promise<void> {
    let failures = 0;
    while (!life.aborted) {
      const cut = new AbortController();
      this.#cutWatch = () => cut.abort(new Error('the watch was silent'));
      const began = this.#now();
      try {
        if (this.#resume === '') await this.#listSince(this.#freshAfter);
        await this.#watch(AbortSignal.any([life, cut.signal]));
        // A watch that ends at once, again and again, is no better than one that fails.
        failures = this.#now() - began < 1_000 ? failures + 1 : 0;
      } catch (error) {
        if (life.aborted) return;
        if (cut.signal.aborted) continue;
        failures = this.#now() - began < 1_000 ? failures + 1 : 1;
        if (error instanceof ClusterError && error.code === 'CLUSTER_GONE') {
          this.#resume = '';
          this.outdate();
        } else this.#watchTrouble = error as Error;
        if (!(await this.#sleep(pauseAfter(error, failures), life))) return;
        continue;
      }
      if (failures > 0 && !(await this.#sleep(pauseAfter(undefined, failures), life))) return;
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    this.#watched = Number(this.#resume);
    const seconds = Math.round(WATCH_SECONDS * (0.75 + Math.random() / 2));
    const from = { namespace: this.#namespace, resourceVersion: this.#resume, seconds };
    for await (const event of readWatch(this.#api, this.#kind, from, signal)) this.#take(event);
  }

  #take(event: WatchEvent<T>): void {
    this.#watchTrouble = undefined;
    if (event.type === 'open') return;
    this.#resume = event.resourceVersion;
    this.#watched = Math.max(this.#watched, Number(event.resourceVersion));
    if (event.type === 'bookmark') return;
    const key =
      event.type === 'changed' ? this.#store.change(event.object, this.#now()) : this.#store.remove(event.object);
    if (key !== undefined) this.#listeners.tell([key]);
  }

  /** Whether the list still lives after the pause. */
  async #sleep(ms: number, life: AbortSignal): Promise<boolean> {
    try {
      if (ms > 0) await this.#api.clock.sleep(ms, life);
      return !life.aborted;
    } catch {
      return false; // only the end of the list's life ends a pause early
    }
  }
}

function pauseAfter(error: unknown, failures: number): number {
  const hopeless = error instanceof ClusterError && !error.transient;
  const pause = backOff(failures, FIRST_PAUSE_MS, hopeless ? HOPELESS_PAUSE_MS : LONGEST_PAUSE_MS, Math.random());
  return Math.max(pause, (error instanceof ClusterError && error.retryAfterMs) || 0);
}

async function unlessAborted<R>(work: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (!signal) return work;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
