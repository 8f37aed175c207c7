/** The header by which a target app names its pod in each answer. */
export const POD_HEADER = 'x-shakedown-pod';

/** The limits of the request ledgers of one agent: one that loses its runner ends by itself, and no call makes it overload an app. */
export const ledgerLimits = {
  /** Requests per second of one ledger. */
  perSecond: 100,
  /** Seconds that a ledger may last. */
  seconds: 900,
  /** Requests of one ledger. */
  requests: 20_000,
  /** Ledgers at the same time. */
  atOnce: 4,
  /** Requests of one ledger without an answer at the same time: more are not sent. */
  unanswered: 256,
  /** A ledger that nobody reads for so long, in milliseconds, ends. */
  unreadMs: 45_000,
  /** A request that could not be sent so long after it was due, in milliseconds, is not sent: the agent had no CPU. */
  lateMs: 500,
  /** Records of one answer. */
  page: 2_000,
} as const;

/** `POST /requests/start`: the agent sends requests at fixed times, whether or not earlier ones are answered. A second call with the same id has no effect. */
export interface LedgerOrder {
  /** Names the ledger in later calls. */
  id: string;
  host: string;
  port: number;
  /** What is asked for: a path that begins with a slash. */
  path: string;
  /** The header `host` of each request. @default the address */
  hostName?: string;
  /** Of all requests; every other one opens a new connection, the others reuse one. */
  perSecond: number;
  /** When the last one is sent, in seconds from now. */
  seconds: number;
  /** The longest time to the end of an answer, in milliseconds. */
  timeoutMs: number;
}

/** `POST /requests/read`. */
export interface LedgerRead {
  id: string;
  /** How many records were read before. */
  from: number;
  /** Sends no further requests. @default false */
  stop?: boolean;
}

/**
 * A request that ended. All times are in milliseconds since 1970, on the clock of the agent's node.
 */
export interface LedgerRecord {
  sent: number;
  ended: number;
  /** Whether its connection had carried a request before. */
  reused: boolean;
  /** The status of the answer; absent when there was none. */
  status?: number;
  /** `ECONNREFUSED`, `ECONNRESET`, `timeout` …, when there was no whole answer. */
  error?: string;
  /** The pod that answered, or on a reused connection had answered before. */
  pod?: string;
}

/** The answer to a {@link LedgerRead}. */
export interface LedgerPage {
  /** The agent's clock when it answered, in milliseconds since 1970. */
  now: number;
  /** How many requests were due so far. */
  due: number;
  /** How many of them were not sent: the agent had no CPU, too many were without an answer, or it has opened as many connections as it may. */
  missed: number;
  /** In the order of their ends. */
  records: LedgerRecord[];
  /** No request will be sent, and none is without an answer. */
  isOver: boolean;
}
