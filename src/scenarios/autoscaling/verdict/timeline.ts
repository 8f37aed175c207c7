import type { TermId } from '../clocks/budgets.ts';

/** One look at everything, `at` seconds after the start of the load. */
export interface Sample {
  at: number;
  /** The metric divided by its target, from the metrics API: 1 is at the target. Absent when there was none. */
  metric?: number;
  /** The replicas that the HPA calculates from the metrics, before its window; absent when it calculates none. */
  needed?: number;
  /** The replicas that the HPA wants, and that it reports. */
  desired?: number;
  current?: number;
  /** Pods of the target that exist and are not being deleted. */
  created: number;
  ready: number;
  /** The number of pods in the metric; absent when there is no metric. */
  measured?: number;
  /** Requests per second, according to the load generator. */
  rate?: number;
}

/** When the parts of the reaction were seen, in seconds after the start of the load; absent when they were not. */
export interface Moments {
  metricAbove?: number;
  decision?: number;
  created?: number;
  ready?: number;
  backUnder?: number;
  downDecision?: number;
  atMinimum?: number;
}

/** A watch over a reaction: its samples, and what is needed to judge them. */
export interface Watched {
  samples: readonly Sample[];
  /** When the load stopped, in seconds after its start; absent while it runs. */
  loadStopped?: number;
  /** Replicas before the load. */
  before: number;
  minReplicas: number;
  tolerance: number;
  /** How often the HPA looks, in seconds. */
  sync: number;
  /** The requested rate, in requests per second. */
  rate?: number;
}

/** Below this share of the requested rate the load does not count as running: Locust reports the mean of its last seconds. */
const LOAD_RUNS_SHARE = 0.8;

/** The moments of one reaction: up while the load runs, down after it. */
export function momentsOf({
  samples,
  loadStopped = Number.POSITIVE_INFINITY,
  before,
  minReplicas,
  tolerance,
  sync,
  rate: asked = 0,
}: Watched): Moments {
  const first = (from: number | undefined, to: number, is: (sample: Sample) => boolean) =>
    from === undefined ? undefined : samples.find((sample) => sample.at >= from && sample.at <= to && is(sample))?.at;
  const above = 1 + tolerance;
  // Pods that are not ready, or have just been restarted, use no CPU: then they do not carry the load.
  const underTarget = ({ metric, measured, ready: there, desired, rate = asked }: Sample) =>
    metric !== undefined &&
    metric <= above &&
    there >= (desired ?? 0) &&
    (measured ?? there) >= there &&
    rate >= LOAD_RUNS_SHARE * asked;
  const decision = first(0, loadStopped, ({ desired }) => (desired ?? 0) > before);
  const wanted = samples.find(({ at }) => at === decision)?.desired ?? 0;
  const created = first(decision, loadStopped, (sample) => sample.created >= wanted);
  const ready = first(created, loadStopped, (sample) => sample.ready >= wanted);
  const held = heldByLoad(samples, loadStopped, sync) ?? before;
  const downDecision = first(
    loadStopped === Number.POSITIVE_INFINITY ? undefined : loadStopped,
    Number.POSITIVE_INFINITY,
    ({ desired }) => desired !== undefined && desired < Math.max(held, minReplicas + 1),
  );
  const atMinimum = first(
    downDecision,
    Number.POSITIVE_INFINITY,
    (sample) => sample.desired === minReplicas && sample.created <= minReplicas && sample.ready === minReplicas,
  );
  const seen = {
    metricAbove: first(0, loadStopped, ({ metric }) => (metric ?? 0) > above),
    decision,
    created,
    ready,
    backUnder: first(ready, loadStopped, underTarget),
    downDecision,
    atMinimum,
  };
  return Object.fromEntries(Object.entries(seen).filter(([, at]) => at !== undefined));
}

/**
 * How many of the wanted replicas the load needed when it stopped, at each look that the HPA can have made last; `undefined` when none were
 * wanted. Further ones may be removed at any time later, by a stabilisation window that began under load: that is no reaction to the end of
 * the load.
 */
function heldByLoad(samples: readonly Sample[], loadStopped: number, sync: number): number | undefined {
  const underLoad = samples.filter(({ at }) => at <= loadStopped);
  const wanted = underLoad.findLast(({ desired }) => desired !== undefined)?.desired;
  const known = underLoad.filter(({ needed }) => needed !== undefined);
  const last = known.filter(({ at }, index) => at >= loadStopped - sync || index === known.length - 1);
  return wanted === undefined ? wanted : Math.min(wanted, ...last.map(({ needed = wanted }) => needed));
}

/**
 * When at least that many replicas were last needed for so long that the HPA has seen it; `undefined` when they never were. A peak between
 * two of its looks does not hold a replica.
 */
export function lastNeeded({ samples, sync }: Watched, replicas: number, before: number): number | undefined {
  let [since, held]: (number | undefined)[] = [];
  for (const { at, needed } of samples) {
    if (at >= before) break;
    if (needed === undefined) continue;
    since = needed < replicas ? undefined : (since ?? at);
    if (since !== undefined && at - since >= sync) held = at;
  }
  return held;
}

/** How long each part took, in seconds; parts without a seen end are left out. */
export function termsOf(moments: Moments, loadStopped: number | undefined): Partial<Record<TermId, number>> {
  const between = (from: number | undefined, to: number | undefined) =>
    // The HPA may read the metric a moment before this watch does.
    from === undefined || to === undefined ? undefined : Math.max(0, to - from);
  const terms: Record<TermId, number | undefined> = {
    'metric-above-target': between(0, moments.metricAbove),
    decision: between(moments.metricAbove, moments.decision),
    'pods-created': between(moments.decision, moments.created),
    'pods-ready': between(moments.created, moments.ready),
    'metric-back-under-target': between(moments.ready, moments.backUnder),
    'scale-down-decision': between(loadStopped, moments.downDecision),
    'at-minimum': between(moments.downDecision, moments.atMinimum),
  };
  return Object.fromEntries(Object.entries(terms).filter(([, seconds]) => seconds !== undefined));
}

/** How often the wanted count changed its direction during the load, and when it first decreased. */
export function directionChanges(
  samples: readonly Sample[],
  loadStopped = Number.POSITIVE_INFINITY,
): { turns: number; fell?: Fall } {
  let [turns, direction, last] = [0, 0, undefined as number | undefined];
  let fell: Fall | undefined;
  for (const { at, desired } of samples) {
    if (at > loadStopped) break;
    if (desired === undefined) continue;
    const step = last === undefined ? 0 : Math.sign(desired - last);
    if (step !== 0 && direction !== 0 && step !== direction) turns++;
    if (step !== 0) direction = step;
    if (step < 0 && last !== undefined) fell ??= { at, from: last, to: desired };
    last = desired;
  }
  return { turns, ...(fell && { fell }) };
}

/** A decrease of the wanted count. */
export interface Fall {
  at: number;
  from: number;
  to: number;
}

/** The highest metric during the load, divided by its target; `undefined` when there was no metric. */
export function peak(samples: readonly Sample[], loadStopped = Number.POSITIVE_INFINITY): number | undefined {
  const seen = samples.flatMap(({ at, metric }) =>
    metric === undefined || at > loadStopped || at < 0 ? [] : [metric],
  );
  return seen.length === 0 ? undefined : Math.max(...seen);
}
