import { milliseconds, type Duration } from '../../../time/duration.ts';
import { LEAST_MS } from '../ledger/judge-arrival.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { LogStoreTrouble, type LogStore } from '../stores/log-store.ts';
import type { ApartSeen } from './judge-apart.ts';

/** Entries are asked for from so much earlier than the search began, in milliseconds: clocks differ. */
const EARLIER_MS = 300_000;

/** A search for the lines of one run word, in the log store of the run. */
export interface LineSearch {
  /** The name of the store in messages. */
  readonly store: string;
  /** The word that is in each of its lines. */
  readonly run: string;
  /** How many pods write one at most. */
  readonly most: number;
  /** How long a line may take. */
  readonly within: Duration;
  /** One look at the store: what it has under each of the namespaces. */
  read(look: Look): Promise<ApartSeen>;
}

/** What a search is about. */
export interface SearchOptions {
  store: LogStore;
  cluster: Pick<Cluster, 'serverDate'>;
  run: string;
  /** A store whose index needs a namespace is asked for each; the others answer the same each time. */
  namespaces: readonly string[];
  most: number;
  visible: Duration;
}

/** Begins a search: entries from before are not asked for. */
export function searchLines({ store, cluster, run, namespaces, most, visible }: SearchOptions): LineSearch {
  const since = new Date(cluster.serverDate().getTime() - EARLIER_MS);
  return {
    store: store.title,
    run,
    most,
    within: `${Math.max(LEAST_MS, milliseconds(visible))}ms`,
    read: async ({ signal }) => {
      try {
        const ask = namespaces.map((namespace) =>
          store.fetch({ words: [run], namespace, since, now: cluster.serverDate(), signal }),
        );
        return { entries: (await Promise.all(ask)).flat() };
      } catch (error) {
        if (!(error instanceof LogStoreTrouble)) throw error;
        return { entries: [], trouble: error.message };
      }
    },
  };
}
