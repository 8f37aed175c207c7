import type { Hpa } from '../../../cluster/kinds.ts';
import type { ValidityIssue } from '../../../instruments/load/figures/truth-guard.ts';
import type { Budget, TermId } from '../clocks/budgets.ts';
import type { Watched } from './timeline.ts';

/** What an HPA's reaction to a load came to, and why. */
export interface ScalingVerdict {
  status: 'passed' | 'failed' | 'inconclusive' | 'skipped';
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
