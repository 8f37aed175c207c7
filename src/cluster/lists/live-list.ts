import type { ApiClient } from '../transport/api-client.ts';
import { ClusterError } from '../cluster-error.ts';
import type { SharedList } from '../cluster.ts';
import type { Kind, Ref } from '../kind.ts';
import { Listeners } from './listeners.ts';
import { keyOf, ObjectStore } from './object-store.ts';
import { PacedReading, pauseAfter } from './paced-reading.ts';
import { readList, type ListRead } from './read-list.ts';
import { readWatch, type WatchEvent } from './read-watch.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';

/** How long the truth of a LIST is trusted while the watch goes on. */
const RELIST_MS = 30_000;
/** A LIST may take at most this part of the time, however large the cluster. */
const LIST_SHARE = 1 / 20;
/** How long a list that nobody uses is kept up to date. */
const LINGER_MS = 60_000;
/** How old a LIST may be that somebody else made, for the first use to go on from there: nobody has watched since. */
const TAKEN_OVER_MS = 10_000;
/** How far a watch may be behind a LIST before it counts as silent. */
const SILENCE_MS = 2_000;
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

  readonly #lists: PacedReading;
  /** A LIST that began earlier is no answer: something was written since. */
  #freshAfter = Number.NEGATIVE_INFINITY;

  /** Where the next watch goes on, and how far the present one has come. */
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

  /** Takes over what the API server answered to a write of ours, so that nobody sees an older state after it. */
  note(object: T): void {
    if (this.#lists.isUnderWay) this.outdate(); // the LIST under way may be older than the write
    const key = this.#store.change(object, this.#now());
    if (key !== undefined) this.#listeners.tell([key]);
  }

  /** Something was written whose new state is not known: what is held is no answer until the next LIST. */
  outdate(): void {
    this.#freshAfter = this.#now();
  }

  /** Takes over a LIST that was made for something else, unless the list is in use: whoever uses it soon needs none of its own. */
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

  /** Of the last LIST; nothing when there was none. */
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
        // kept as `trouble`; the next try is paced
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
    });
    life.throwIfAborted();
    const { changed, newest, rewound } = this.#store.replace(items, resourceVersion, this.#now());
    if (rewound || this.#resume === '' || Number(resourceVersion) > Number(this.#resume))
      this.#resume = resourceVersion;
    if (rewound) this.#cutWatch();
    else if (this.#lists.at !== undefined && newest > this.#watched) void this.#expectOfWatch(newest, life);
    this.#listeners.tell(changed);
  }

  /** A LIST had news that the watch has not told: when it still has not a moment later, it is silent. */
  async #expectOfWatch(version: number, life: AbortSignal): Promise<void> {
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
        this.#notWatched(thrown as Error);
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
      return; // kept as `trouble`; the next try is paced
    }
    // A server that gives its lists no version cannot be watched; its LISTs alone must do.
    if (this.#resume === '') await this.#sleep(RELIST_MS, life);
  }

  #notWatched(error: Error): void {
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

  /** Sleeps; ends early with the list's life alone. */
  async #sleep(ms: number, life: AbortSignal): Promise<void> {
    if (ms > 0) await this.#api.clock.sleep(ms, life).catch(() => {}); // its only reason is the end of that life
  }
}
