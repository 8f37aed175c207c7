/** An answer over HTTP, whatever its status. */
export interface HttpAnswer {
  status: number;
  body: string;
}

/** A way to a server: the only thing that differs between a Service behind the API server and an address. */
export interface Reach {
  /** How messages name the server and the way: `service monitoring/prometheus:9090 through the API server`. */
  readonly name: string;
  /** A command that asks the same by hand. @param path of the API, with its query. */
  byHand(path: string): string;
  /** What it is asked with, for what is said when it refuses: `asked with a bearer token`. @default that is not told */
  readonly asked?: string;
  /** A setting that may be wrong where credentials are refused. */
  readonly section: 'prometheus' | 'alertmanager';
  /**
   * One GET.
   * @throws MetricsError when no answer came from the server itself; the signal's reason
   */
  get(path: string, signal: AbortSignal): Promise<HttpAnswer>;
}

/** How long an answer may take, in milliseconds. */
export const ANSWER_MS = 15_000;
/** The largest answer that is read, in bytes. */
export const LARGEST = 32 * 1024 * 1024;
