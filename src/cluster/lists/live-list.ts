import type { ApiClient } from '../transport/api-client.ts';
import { ClusterError } from '../cluster-error.ts';
import type { SharedList } from '../cluster.ts';
import type { Kind, Ref } from '../kinds/kind.ts';
import { Listeners } from './listeners.ts';
import { keyOf, ObjectStore } from './object-store.ts';
import { PacedReading, pauseAfter } from './paced-reading.ts';
import { readList, type ListRead } from './read-list.ts';
import { readWatch, type WatchEvent } from './read-watch.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';

/** How often a LIST is read while the watch runs. */
const RELIST_MS = 30_000;
/** A LIST may take at most this part of the time, however large the cluster. */
const LIST_SHARE = 1 / 20;
/** How long a list that nobody uses is kept up to date. */
const LINGER_MS = 60_000;
/** How old a LIST that was read for another purpose may be for the first use to begin with it. */
const TAKEN_OVER_MS = 10_000;
/** How far a watch may be behind a LIST before it counts as silent. */
const SILENCE_MS = 2_000;
/** The server ends each watch after about this time, so that none waits for long on a connection that a proxy on the way has dropped. */
const WATCH_SECONDS = 240;

/**
 * A {@link SharedList} from LIST and WATCH. The watch makes it prompt; a LIST every 30 s corrects it. Both start again after any error,
 * until the list is closed or nobody has used it for a minute.
 */
export class LiveList<T> implements SharedList<T> {
  readonly #api: ApiClient;
  readonly #kind: Kind<T>;
  readonly #namespace: string | undefined;
  readonly #listeners = new Listeners();
  #store = new ObjectStore<T>();
  #life: AbortController | undefined;
  #usedAt = 0;

  readonly #lists: PacedReading;
  /** A LIST that began earlier is outdated: something was written since. */
  #freshAfter = Number.NEGATIVE_INFINITY;

  /** The resource version with which the next watch begins, and the newest one that the current watch has seen. */
  #resume = '';
  #watched = Number.NEGATIVE_INFINITY;
  #watchTrouble: Error | undefined;
  #cutWatch: () => void = () => {};

  constructor(api: ApiClient, kind: Kind<T>, namespace: string | undefined) {
    this.#api = api;
    this.#kind = kind;
    this.#namespace = namespace;
    this.#lists = new PacedReading(api.clock, (life) => this.#readAll(life));
  }

  get trouble(): Error | undefined {
    return this.#lists.trouble ?? this.#watchTrouble;
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const life = this.#use();
    if (!this.#isSynced()) await unlessAborted(this.#lists.since(this.#freshAfter, life), signal);
  }

  async refresh(maxAgeMs: number, signal?: AbortSignal): Promise<void> {
    const life = this.#use();
    await unlessAborted(this.#lists.since(Math.max(this.#freshAfter, this.#now() - maxAgeMs), life), signal);
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

  /** Takes over the API server's answer to a write of the suite, so that no reader sees an older state after it. */
  note(object: T): void {
    if (this.#lists.isRunning) this.outdate(); // the LIST that is being read may be older than the write
    const key = this.#store.change(object, this.#now());
    if (key !== undefined) this.#listeners.notify([key]);
  }

  /** Something was written and its new state is not known: the stored objects are outdated until the next LIST. */
  outdate(): void {
    this.#freshAfter = this.#now();
  }

  /** Takes over a LIST that was read for another purpose, unless this list is in use: the next user needs no LIST of its own. */
  takeOver({ items, resourceVersion }: ListRead<T>, began: number): void {
    if (this.#life) return;
    this.close();
    this.#store.replace(items, resourceVersion, this.#now());
    this.#lists.at = began;
    this.#resume = resourceVersion;
  }

  close(): void {
    this.#life?.abort(new Error('the list was closed'));
    this.#life = undefined;
    this.#store = new ObjectStore();
    this.#lists.at = undefined;
    this.#resume = '';
  }

  #now(): number {
    return this.#api.clock.now();
  }

  /** How long ago the last LIST began, in milliseconds; 0 when there was none. */
  #age(): number {
    return this.#now() - (this.#lists.at ?? this.#now());
  }

  #isSynced(): boolean {
    return this.#lists.at !== undefined && this.#lists.at >= this.#freshAfter;
  }

  #use(): AbortSignal {
    this.#usedAt = this.#now();
    if (this.#life) return this.#life.signal;
    if (this.#age() > TAKEN_OVER_MS) this.close();
    this.#life = new AbortController();
    void this.#keepListing(this.#life.signal);
    void this.#keepWatching(this.#life.signal);
    return this.#life.signal;
  }

  async #keepListing(life: AbortSignal): Promise<void> {
    if (this.#lists.at !== undefined) await this.#sleep(RELIST_MS - this.#age(), life);
    while (!life.aborted) {
      const began = this.#now();
      let pause = 0;
      try {
        await this.#lists.since(began, life);
        pause = Math.max(RELIST_MS, (this.#now() - began) / LIST_SHARE);
      } catch {
        // kept as `trouble`; the next attempt is paced
      }
      await this.#sleep(pause, life);
      if (this.#listeners.size === 0 && this.#now() - this.#usedAt > LINGER_MS && !life.aborted) this.close();
    }
  }

  async #readAll(life: AbortSignal): Promise<void> {
    const selection = this.#namespace === undefined ? {} : { namespace: this.#namespace };
    const { items, resourceVersion } = await readList(this.#api, this.#kind, selection, {
      signal: life,
      repeat: 'never',
      keep: (object) => this.#store.same(object) ?? object,
    });
    life.throwIfAborted();
    const { changed, newest, rewound } = this.#store.replace(items, resourceVersion, this.#now());
    if (rewound || this.#resume === '' || Number(resourceVersion) > Number(this.#resume))
      this.#resume = resourceVersion;
    if (rewound) this.#cutWatch();
    else if (this.#lists.at !== undefined && newest > this.#watched) void this.#expectFromWatch(newest, life);
    this.#listeners.notify(changed);
  }

  /** A LIST has a change that the watch has not reported: when the watch still has not a moment later, it is silent. */
  async #expectFromWatch(version: number, life: AbortSignal): Promise<void> {
    await this.#sleep(SILENCE_MS, life);
    if (!life.aborted && this.#watched < version) this.#cutWatch();
  }

  async #keepWatching(life: AbortSignal): Promise<void> {
    let failures = 0;
    while (!life.aborted) {
      if (this.#resume === '') {
        await this.#firstList(life);
        continue;
      }
      const cut = new AbortController();
      this.#cutWatch = () => cut.abort(new Error('the watch was silent'));
      const began = this.#now();
      let error: unknown;
      try {
        await this.#watch(AbortSignal.any([life, cut.signal]));
      } catch (thrown) {
        if (life.aborted) return;
        if (cut.signal.aborted) continue;
        error = thrown;
        this.#watchFailed(thrown as Error);
      }
      // A watch that ends at once, again and again, is no better than one that fails.
      if (this.#now() - began < 1_000) failures += 1;
      else failures = error === undefined ? 0 : 1;
      if (failures > 0) await this.#sleep(pauseAfter(error, failures), life);
    }
  }

  /** A watch begins where a LIST ends. */
  async #firstList(life: AbortSignal): Promise<void> {
    try {
      await this.#lists.since(this.#freshAfter, life);
    } catch {
      return; // kept as `trouble`; the next attempt is paced
    }
    // A server that gives its lists no version cannot be watched; the LISTs alone must be enough.
    if (this.#resume === '') await this.#sleep(RELIST_MS, life);
  }

  #watchFailed(error: Error): void {
    if (!(error instanceof ClusterError && error.code === 'CLUSTER_GONE')) {
      this.#watchTrouble = error;
      return;
    }
    this.#resume = '';
    this.outdate();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    this.#watched = Number(this.#resume);
    const seconds = Math.round(WATCH_SECONDS * (0.75 + Math.random() / 2));
    const from = { namespace: this.#namespace, resourceVersion: this.#resume, seconds };
    for await (const event of readWatch(this.#api, this.#kind, from, signal)) this.#apply(event);
  }

  #apply(event: WatchEvent<T>): void {
    this.#watchTrouble = undefined;
    if (event.type === 'open') return;
    this.#resume = event.resourceVersion;
    this.#watched = Math.max(this.#watched, Number(event.resourceVersion));
    if (event.type === 'bookmark') return;
    const key =
      event.type === 'changed' ? this.#store.change(event.object, this.#now()) : this.#store.remove(event.object);
    if (key !== undefined) this.#listeners.notify([key]);
  }

  /** Sleeps; only the end of the list's life ends it early. */
  async #sleep(ms: number, life: AbortSignal): Promise<void> {
    if (ms > 0) await this.#api.clock.sleep(ms, life).catch(() => {}); // its only reason is the end of that life
  }
}
