import type { Cluster, SharedList } from '../../cluster/cluster.ts';
import { isSameKind, type Kind, type ObjectId, type Ref } from '../../cluster/kinds/kind.ts';
import type { Look } from './condition.ts';

/** The pause after a list has changed, so that one look sees a burst of changes. */
const BURST_MS = 20;
/** A shared list may be this old at the last look before a failure is declared. */
const TRUSTED_AGE_MS = 2_000;

/**
 * Creates the looks of one wait, and keeps what they read: which changes should wake the wait, and whether there is something that only
 * polling can find out.
 */
export class Looker {
  readonly #cluster: Cluster;
  readonly #subject: ObjectId | undefined;
  readonly #wait = {};
  readonly #subscriptions = new Map<SharedList<unknown>, Map<string, () => void>>();
  #changed = false;
  #readsLists = false;
  #wake: () => void = () => {};
  /** When the suite saw the newest change of what the last look read. */
  seenAt: number | undefined;
  /** Whether the last look made its own requests. */
  polls = false;
  /** Whether the last look found that the subject does not exist. */
  missesSubject = false;

  /** @param subject an object that existed when the run began. */
  constructor(cluster: Cluster, subject?: ObjectId) {
    this.#cluster = cluster;
    this.#subject = subject;
  }

  /**
   * @param fresh reads LISTs of a moment ago, and does not rely on the watches.
   * @param which what the condition is told about the look; `began` is on the clock of this machine.
   */
  look({
    signal,
    fresh,
    began,
    ...which
  }: { fresh: boolean; began: number } & Pick<Look, 'signal' | 'why' | 'first' | 'last'>): Look {
    this.#changed = false;
    this.polls = false;
    this.missesSubject = false;
    this.seenAt = undefined;
    const cluster = this.#cluster;
    const polling = () => (this.polls = true);
    const open = async <T>(kind: Kind<T>, namespace: string | undefined): Promise<SharedList<T>> => {
      const list = cluster.shared(kind, namespace);
      if (fresh) await list.refresh(TRUSTED_AGE_MS, signal);
      else await list.ready(signal);
      // While the API server does not answer, the stored objects may be outdated: no answer is better than an old one.
      if (list.trouble) throw list.trouble;
      return list;
    };
    return {
      signal,
      ...which,
      wait: this.#wait,
      get cluster() {
        polling();
        return cluster;
      },
      get date() {
        return cluster.serverDate();
      },
      get began() {
        return new Date(cluster.serverDate().getTime() - (cluster.clock.now() - began));
      },
      get: async <T>(kind: Kind<T>, ref: Ref, scope?: { wholeCluster: boolean }) => {
        const { namespace } = ref;
        const wide = scope?.wholeCluster && namespace !== undefined;
        const list = await open(kind, wide ? cluster.listingScope(namespace) : namespace);
        this.#subscribe(list, ref);
        this.#saw(list.seenAt(ref));
        const found = list.get(ref);
        if (found === undefined && isSubject(kind, ref, this.#subject)) this.missesSubject = true;
        return found;
      },
      list: async <T>(kind: Kind<T>, selection: { namespace?: string } | { around: readonly string[] } = {}) => {
        const scopes =
          'around' in selection
            ? [...new Set(selection.around.map((namespace) => cluster.listingScope(namespace)))]
            : [selection.namespace];
        const lists = await Promise.all(scopes.map((scope) => open(kind, scope)));
        this.#readsLists = true;
        for (const list of lists) this.#subscribe(list, undefined);
        const [first, ...others] = lists.map((list) => list.all());
        return others.length === 0 ? (first ?? []) : [first ?? [], ...others].flat();
      },
    };
  }

  /** Sleeps until something that was read has changed, for at most `ms`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#changed) await this.#sleep(ms, signal);
    if (this.#changed && this.#readsLists) await this.#cluster.clock.sleep(Math.min(ms, BURST_MS), signal);
  }

  /** Ends a pause now. */
  wake(): void {
    this.#changed = true;
    this.#wake();
  }

  close(): void {
    for (const stops of this.#subscriptions.values()) for (const stop of stops.values()) stop();
    this.#subscriptions.clear();
  }

  #subscribe<T>(list: SharedList<T>, ref: Ref | undefined): void {
    const stops = this.#subscriptions.get(list) ?? new Map<string, () => void>();
    this.#subscriptions.set(list, stops);
    const key = ref ? `${ref.namespace ?? ''}/${ref.name}` : '';
    if (stops.has(key)) return;
    stops.set(
      key,
      list.onChange(ref, () => this.wake()),
    );
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController();
    const wake = () => awake.abort();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    try {
      await this.#cluster.clock.sleep(ms, awake.signal);
    } catch (error) {
      if (!awake.signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', wake);
      this.#wake = () => {};
    }
    signal.throwIfAborted();
  }

  #saw(at: number | undefined): void {
    if (at !== undefined) this.seenAt = Math.max(this.seenAt ?? at, at);
  }
}

function isSubject(kind: Kind, { namespace, name }: Ref, subject: ObjectId | undefined): boolean {
  if (!subject || !isSameKind(kind, subject.kind)) return false;
  return subject.ref.name === name && subject.ref.namespace === namespace;
}
