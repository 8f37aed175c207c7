import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../../conditions/waiting/condition.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import type { ForeignLines } from './foreign/foreign-lines.ts';
import { readForeign } from './foreign/read-foreign.ts';
import { LATE_LOOKS, type Arrival } from './ledger/judge-arrival.ts';
import { ledgerOf, type Ledger, type Written } from './ledger/ledger.ts';
import { timeToVisible, type CountSample, type TimeToVisible } from './ledger/time-to-visible.ts';
import { LogStoreTrouble, type LogQuestion, type LogStore } from './stores/log-store.ts';
import { writerState } from './writer/writer-state.ts';

/** Entries are asked for from so much earlier than the writer began, in milliseconds: clocks differ. */
const EARLIER_MS = 300_000;
/** How many looks with the same count after the writer has ended are enough to read the entries. */
const STEADY_LOOKS = 2;

/** What an {@link ArrivalWatch} needs. */
export interface WatchOptions {
  store: LogStore;
  written: Written;
  /** When the writer was created. */
  since: Date;
  /** Whether the writer ends when its pod is deleted, and not before. @default false */
  endsByDeletion?: boolean;
  cluster: Pick<Cluster, 'serverDate'>;
}

/**
 * Watches the lines of one writer arrive: it counts them at each look, reads them all when the count does not change any more, and then what others are
 * mixed into them.
 */
export class ArrivalWatch {
  readonly #options: WatchOptions;
  readonly #samples: CountSample[] = [];
  #ledger: { of: Ledger; count: number } | undefined;
  #foreign: ForeignLines | undefined;
  #count = -1;
  #sameLooks = 0;
  /** When the writer has written its last line, in milliseconds of the calendar time. */
  #endedAt: number | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** @throws InstrumentTooWeak LOG_WRITER_BROKEN when the writer ended early; ShakedownError when the store refuses. */
  async read(look: Look, pod: Required<Ref>): Promise<Arrival> {
    const { store, written, cluster } = this.#options;
    this.#endedAt ??= await this.#end(look, pod);
    const endedMs =
      this.#endedAt === undefined ? undefined : Math.max(0, cluster.serverDate().getTime() - this.#endedAt);
    const known = { ...(endedMs !== undefined && { endedMs }) };
    try {
      const at = cluster.serverDate().getTime();
      const [count, steady] = await Promise.all([
        store.count(this.#question(look, [written.run])),
        this.#isTimed() ? store.count(this.#question(look, [written.run, 'steady'])) : 0,
      ]);
      if (this.#isTimed()) this.#samples.push({ at, count: steady });
      this.#sameLooks = count === this.#count ? this.#sameLooks + 1 : 0;
      this.#count = count;
      const isQuiet = this.#sameLooks >= STEADY_LOOKS || look.last;
      if (endedMs !== undefined && isQuiet && this.#ledger?.count !== count) {
        const entries = await store.fetch(this.#question(look, [written.run]));
        this.#ledger = { of: ledgerOf(written, entries), count };
        this.#sameLooks = 0;
      }
      const { of: ledger } = this.#ledger ?? {};
      // Lines of others may come as late as copies.
      if (ledger && this.#sameLooks >= LATE_LOOKS)
        this.#foreign = await readForeign(look, { store, written, since: this.#since, now: cluster.serverDate() });
      const foreign = this.#foreign;
      return { ...known, count, sameLooks: this.#sameLooks, ...(ledger && { ledger }), ...(foreign && { foreign }) };
    } catch (error) {
      if (!(error instanceof LogStoreTrouble)) throw error;
      return { ...known, count: Math.max(0, this.#count), sameLooks: 0, trouble: error.message };
    }
  }

  /** What the store had at the last reading; `undefined` before the first. */
  get ledger(): Ledger | undefined {
    return this.#ledger?.of;
  }

  /** What was mixed into its lines; `undefined` before that was asked for. */
  get foreign(): ForeignLines | undefined {
    return this.#foreign;
  }

  /** How long the steady lines took; `undefined` when not all arrived, or copies make counts say nothing. */
  timeToVisible(): TimeToVisible | undefined {
    const { of: ledger } = this.#ledger ?? {};
    if (!ledger || ledger.duplicated.copies > 0 || ledger.lost.some(({ kind }) => kind === 'steady')) return undefined;
    return timeToVisible(ledger.steadyAt, this.#samples);
  }

  /** Whether steady lines are still to come. */
  #isTimed(): boolean {
    const { count = 0 } = this.#options.written.lines.find(({ kind }) => kind === 'steady') ?? {};
    return (this.#samples.at(-1)?.count ?? 0) < count;
  }

  #question({ signal }: Look, words: readonly string[]): LogQuestion {
    const { cluster, written } = this.#options;
    return { words, signal, namespace: written.origin.namespace, now: cluster.serverDate(), since: this.#since };
  }

  get #since(): Date {
    return new Date(this.#options.since.getTime() - EARLIER_MS);
  }

  async #end(look: Look, ref: Required<Ref>): Promise<number | undefined> {
    const { endsByDeletion = false, cluster } = this.#options;
    const pod = await look.get(kinds.pods, ref);
    const state = writerState(pod);
    if (state.state === 'ended') return state.at;
    if (endsByDeletion && !pod) return cluster.serverDate().getTime();
    if (state.state !== 'broken') return undefined;
    throw new InstrumentTooWeak('LOG_WRITER_BROKEN', {
      expected: 'the log writer to write all its lines',
      seen: state.reason,
      todo: `kubectl -n ${ref.namespace} describe pod ${ref.name}`,
    });
  }
}
