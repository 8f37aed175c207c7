import type { Status } from '../../results/model.ts';
import type { Counts, Word } from '../../results/verdict.ts';

/** All kinds of events. */
export const eventKinds = [
  'first failure',
  'changed',
  'still failing',
  'fixed',
  'no longer failing',
  'passed',
  'incomplete',
  'cluster left',
] as const;

/**
 * What a run means to somebody who knows the runs before it.
 *
 * - `first failure`: it failed, and the last run before it that judged the cluster passed, or there is none.
 * - `changed`: it failed, and so did that run, in other tests or with other codes, or other tests were not judged.
 * - `still failing`: it failed in the same way.
 * - `fixed`: it passed, that run failed, and each test that failed there passed.
 * - `no longer failing`: it passed, and that run failed, but of the tests that failed there some are quarantined, not judged, or gone.
 * - `passed`: it passed, as before.
 * - `incomplete`: it has no verdict on the cluster.
 * - `cluster left`: whatever its verdict, the cluster was to be deleted after it, and could not be.
 */
export type EventKind = (typeof eventKinds)[number];

/** A run, as an event names it. */
export interface NamedRun {
  id: string;
  /** RFC 3339. */
  startedAt: string;
}

/** The first run in a row. */
export interface FirstRun extends NamedRun {
  /** Whether there may be earlier ones, which were not read. */
  atLeast?: true;
}

/** A test that has not passed. */
export interface FailedTest {
  id: string;
  title: string;
  /** The first of the runs in a row in which it failed; absent for a test that has not failed: an error, a test that did not run. */
  since?: FirstRun;
}

/** The tests that one cause has hit. */
export interface FailureGroup {
  status: Exclude<Status, 'passed' | 'skipped'>;
  cause: string;
  /** Stable code of the cause: `WAIT_TOO_LONG`. */
  code: string;
  /** What to do about one of them. */
  todo?: string;
  tests: FailedTest[];
}

/** A test whose failure does not decide, because somebody knows of it. */
export interface QuarantinedTest {
  id: string;
  title: string;
  owner: string;
  reason: string;
  /** The last day. */
  until: string;
}

/** Tests that failed in the last run that judged the cluster and do not fail any more, although they have not passed: their ids. */
export interface NotRepaired {
  quarantined: string[];
  noLongerJudged: string[];
  missing: string[];
}

/** What differs from the last run that judged the cluster. */
export interface Changes {
  /** That run. */
  last: NamedRun;
  newlyFailing: string[];
  fixed: string[];
  missing: string[];
  noLongerJudged: string[];
  /** Tests and measurements: `workloads/web rollout`. */
  slower: string[];
  /** @example { what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' } */
  facts: { what: string; before: string; after: string }[];
}

/** One run as an event: everything that channels, webhooks and dashboards are told, in words and figures, before any markup. */
export interface RunEvent {
  kind: EventKind;
  /** Whether a reader who knows the runs before it learns nothing new: it ended in the same way, and nothing is missing, not judged any more, or slower. */
  repeats: boolean;
  run: NamedRun & { endedAt?: string; suiteVersion: string };
  cluster: { name: string; uid?: string; version?: string };
  verdict: { word: Word; sentence: string; counts: Counts };
  /** That the cluster could not be deleted: when that was seen last, and why. */
  leftCluster?: { at: string; message: string };
  /** Since when the cluster fails without a pass in between: the first of the runs in a row, and how many they are. */
  failingSince?: FirstRun & { runs: number };
  /** Until now: how many runs in a row had failed before this one passed. */
  fixedAfter?: number;
  /** Of a run that is `no longer failing`: why that is no repair. */
  notRepaired?: NotRepaired;
  /** By cause, the most important first; tests with an error, or that did not run, come after those that failed. */
  failures: FailureGroup[];
  /** Failures that do not decide. */
  quarantined: QuarantinedTest[];
  /** Sentences about the quarantine: an entry ends soon, has expired, or matches no test. */
  notices: string[];
  /** Absent when no run before it judged the cluster. */
  changes?: Changes;
}
