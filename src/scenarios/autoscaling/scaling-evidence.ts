import type { Hpa } from '../../cluster/kinds.ts';
import type { ValidityIssue } from '../../instruments/load/figures/truth-guard.ts';
import type { Budget, TermId } from './budgets.ts';
import type { Watched } from './timeline.ts';

/**
 * What a failed verdict rests on.
 *
 * - `cause`: the cluster itself names what is wrong.
 * - `pods`: pods that are not there or not ready: as certain as what is known of why.
 * - `timing`: how long something took, or that the load was steady; no cause that the cluster names.
 */
export type Grounds = 'cause' | 'pods' | 'timing';

/** What an HPA's reaction to a load came to, and why. */
export type ScalingVerdict = ScalingFailure | OtherScalingVerdict;

/** A verdict that blames the cluster. */
export interface ScalingFailure extends VerdictText {
  status: 'failed';
  grounds: Grounds;
}

interface OtherScalingVerdict extends VerdictText {
  status: 'passed' | 'inconclusive' | 'skipped';
}

interface VerdictText {
  /** Stable code: `HPA_NO_DECISION`. */
  code: string;
  /** One line with the cause. */
  message: string;
  /** What else was seen, for reading on. */
  detail?: string;
}

/** Why a pod is not there, or not ready. */
export interface PodsTrouble {
  text: string;
  /** Whether that is a cause, and not a sign that all of it is slow. */
  certain: boolean;
}

/** All that the verdict is made of. */
export interface ScalingEvidence {
  /** As last seen. */
  hpa: Hpa | undefined;
  /** The metric that was loaded, and what it is to be: percent of the requests. */
  metric: { name: string; target: number };
  /** Why the metrics API gives nothing; absent when it answers. */
  metricsTrouble?: string;
  watched: Watched;
  budgets: Readonly<Record<TermId, Budget>>;
  /** Why pods are not there or not ready: from events and from the pods' own status. */
  podTrouble: readonly PodsTrouble[];
  /** What speaks against the load being what was asked for. */
  validityIssues: readonly ValidityIssue[];
}
