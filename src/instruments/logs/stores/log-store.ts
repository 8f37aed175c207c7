/** What a collector says about the origin of a line. */
export const originLabels = ['namespace', 'pod', 'container', 'node'] as const;
export type OriginLabel = (typeof originLabels)[number];

/** An entry as a store keeps it; it may have several lines. */
export interface StoredEntry {
  text: string;
  /** Its time stamp in the store, in nanoseconds since 1970; `undefined` when the store returned none. */
  time: bigint | undefined;
  /** Where it comes from, as far as the store says it. */
  labels: Readonly<Partial<Record<OriginLabel, string>>>;
}

/** Which entries are meant. */
export interface LogQuestion {
  /** Words of letters and digits that all are in the text of an entry. */
  words: readonly string[];
  /** The namespace of the pods that wrote them; a store whose index needs one selects by it. */
  namespace: string;
  /** Entries before this time are not asked for. */
  since: Date;
  /** The present time. */
  now: Date;
  signal: AbortSignal;
}

/** Which other entries of a pod are meant. */
export interface StreamQuestion extends Pick<LogQuestion, 'namespace' | 'since' | 'now' | 'signal'> {
  /** The name that entries have as the label of their pod. */
  pod: string;
  /** One word of letters and digits that is not in their text. */
  without: string;
  /** How many are enough. */
  most: number;
}

/**
 * A store of logs, as the checks of log collection read it. How to write one: docs/how-to/add-a-log-store.md
 * Both throw LogStoreTrouble when the store does not answer, which may pass, and ShakedownError when it refuses or does not understand.
 */
export interface LogStore {
  /** How messages name it: `VictoriaLogs at service logging/victorialogs:9428`. */
  readonly title: string;
  /** How many entries there are. It is asked up to 20 times a second, so it has to be cheap. */
  count(question: LogQuestion): Promise<number>;
  /** All of them, in any order, each as often as it is stored. */
  fetch(question: LogQuestion): Promise<StoredEntry[]>;
  /**
   * Entries that are labelled with the namespace and the pod, and do not have the word: what is mixed into the lines of that pod. More than `most` are
   * not needed. It throws as the others do. Without it that is not judged, which the check notes.
   */
  fetchOthers?(question: StreamQuestion): Promise<StoredEntry[]>;
  /**
   * Whether it has any line of a pod. Only that of a program which applications use for other things needs it: it is asked when its Service was found
   * and not named by the configuration. It throws as the others do.
   */
  holdsPodLines?(signal: AbortSignal): Promise<boolean>;
}

/** A store did not answer, or not with what it should; it may a moment later. The message is one line. */
export class LogStoreTrouble extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LogStoreTrouble', enumerable: false });
  }
}
