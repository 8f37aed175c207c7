/** One test of a plugin that is not ours, as its report tells it. */
export interface PluginCase {
  /** Its name in the report. */
  name: string;
  /** What its names are unique in: the class name of JUnit, or the name of its suite; empty when there is none. */
  group: string;
  /** `unknown` for a word of the plugin's own, such as `flaky`. */
  status: 'passed' | 'failed' | 'skipped' | 'unknown';
  seconds: number;
  /** Why it has not passed, in a line; absent when the report does not say. */
  message?: string;
  /** What the report says besides. */
  detail?: string;
  /** In a report of ours, the `type` of what ended it. */
  type?: string;
}

/** What a report says: its tests, and why it cannot be read to its end if that is so. */
export interface Report {
  cases: PluginCase[];
  problem?: string;
  /** When its first suite began, in RFC 3339. */
  startedAt?: string;
  /** Of a report of ours: the properties of its suites. */
  ofOurs?: Readonly<Record<string, string>>;
}

/** Limits of what is kept of a report, which comes from a cluster: tests, and characters of one text. */
export const KEPT = { cases: 100_000, text: 16_384 };
