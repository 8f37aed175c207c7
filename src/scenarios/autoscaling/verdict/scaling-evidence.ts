import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import type { ValidityIssue } from '../../../instruments/load/figures/validity-issue.ts';
import type { Budget, TermId } from '../clocks/budgets.ts';
import type { Watched } from './timeline.ts';

/**
 * What a failed verdict is based on.
 *
 * - `cause`: the cluster itself names what is wrong.
 * - `pods`: pods that do not exist or are not ready: as certain as the known reason.
 * - `timing`: how long something took, or that the load was steady; the cluster names no cause.
 */
export type Grounds = 'cause' | 'pods' | 'timing';

/** The verdict on an HPA's reaction to a load, and why. */
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
  /** Further observations. */
  detail?: string;
}

/** Why a pod does not exist, or is not ready. */
export interface PodsTrouble {
  text: string;
  /** Whether it is a cause, and not only a sign that everything is slow. */
  certain: boolean;
}

/** Everything that the verdict depends on. */
export interface ScalingEvidence {
  /** The HPA at the last look. */
  hpa: Hpa | undefined;
  /** The metric under load, and its target in percent of the requests. */
  metric: { name: string; target: number };
  /** Why the metrics API returns nothing; absent when it answers. */
  metricsTrouble?: string;
  watched: Watched;
  budgets: Readonly<Record<TermId, Budget>>;
  /** Why pods do not exist or are not ready: from events and from the pods' own status. */
  podTrouble: readonly PodsTrouble[];
  /** Why the load is not the requested one. */
  validityIssues: readonly ValidityIssue[];
}
