import type { Clocks } from './clocks.ts';
import { reactionTo } from './reaction.ts';

/** A part of an HPA's reaction. */
export type TermId =
  | 'metric-above-target'
  | 'decision'
  | 'pods-created'
  | 'pods-ready'
  | 'metric-back-under-target'
  | 'scale-down-decision'
  | 'at-minimum';

/** How long a part may take. */
export interface Budget {
  /** In seconds. */
  most: number;
  /** In seconds; below this something else than the HPA has acted. 0 when anything is possible. */
  least: number;
  /** The clocks that it is the sum of. */
  reason: string;
}

/** What a budget depends on, besides the clocks. */
export interface BudgetInput {
  clocks: Clocks;
  /** The load divided by the target at the start: 3 is three times the target. */
  ratio: number;
  /** Seconds that are allowed beyond the clocks, for the API, the network and busy machines. */
  slack: number;
  /** Seconds a pod may take from being created to ready. */
  podStart: number;
  /** The replicas that are wanted at the end, and those at the start. */
  replicas: { from: number; to: number };
}

/** The budget of each part of an HPA's reaction, with the clocks that it is the sum of. */
export function budgetsFor({ clocks, ratio, slack, podStart, replicas }: BudgetInput): Record<TermId, Budget> {
  const { kubelet, metrics, sync, stabilisation } = clocks;
  const { metric } = reactionTo(ratio, clocks);
  const pipeline = `kubelet's CPU sample every ${kubelet.seconds} s (${kubelet.source}), collected every ${metrics.seconds} s (${metrics.source})`;
  const looks = `HPA looks every ${sync.seconds} s (${sync.source})`;
  const extra = `${slack} s more`;
  const settling = kubelet.seconds + 2 * metrics.seconds;
  const further = (decisionsFor(replicas.from, replicas.to) - 1) * Math.max(15, sync.seconds);
  const budget = (most: number, reason: string, least = 0): Budget => ({
    most: round(most + slack),
    least: round(Math.max(0, least)),
    reason: `${reason}; ${extra}`,
  });
  return {
    'metric-above-target': budget(
      metric.latest,
      `worst phase of the clocks at ${round(ratio)} × the target: ${pipeline}`,
      metric.earliest - kubelet.seconds,
    ),
    decision: budget(sync.seconds, looks),
    'pods-created': budget(0, 'controllers work at once'),
    'pods-ready': budget(podStart, `a pod may take ${podStart} s to be ready`),
    'metric-back-under-target': budget(
      settling + sync.seconds + further + podStart,
      `new pods must be in two collections of ${pipeline}; first decisions may be too small: ${looks}, at most doubling or 4 more each 15 s; a pod may take ${podStart} s`,
    ),
    'scale-down-decision': budget(
      stabilisation.seconds + settling + sync.seconds,
      `highest recommendation holds for ${stabilisation.seconds} s (${stabilisation.source}); ${pipeline}; ${looks}`,
      stabilisation.seconds - sync.seconds,
    ),
    'at-minimum': budget(settling + 2 * sync.seconds, `the metric has to fall all the way: ${pipeline}; ${looks}`),
  };
}

/**
 * How many decisions lead from one count of replicas to another. By default each decision of an HPA may double it or add 4, whichever is more.
 * @example decisionsFor(1, 10) // 2: 1 → 5 → 10
 */
export function decisionsFor(from: number, to: number): number {
  let [count, decisions] = [Math.max(1, from), 0];
  while (count < to) {
    count = Math.max(count + 4, count * 2);
    decisions++;
  }
  return Math.max(1, decisions);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
