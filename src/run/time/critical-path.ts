/** What a check spent its time on, in milliseconds. */
export interface SpentTime {
  /** While it waited for the cluster, and not for a lock: conditions, answers of agents, the time that a load or a ledger lasts. */
  waited: number;
  /** The phases in which it held a lock, by the time that it had waited for the cluster before, during and after them. */
  held: readonly HeldPhase[];
}

/** A phase of a check with a lock. */
export interface HeldPhase {
  lock: string;
  before: number;
  during: number;
  after: number;
}

/**
 * The shortest time in which a cluster could have done what the checks of a run waited for, however well the suite had scheduled them, in milliseconds.
 * It is the longest of: each check by itself; and for each lock the phases with it, one after the other, after the least time that one of these checks
 * needs before it, and followed by the least that one needs after it. Pure.
 */
export function criticalPath(checks: readonly SpentTime[]): number {
  const alone = checks.map(({ waited }) => waited);
  const byLock = Map.groupBy(
    checks.flatMap(({ held }) => held),
    ({ lock }) => lock,
  );
  const inTurn = [...byLock.values()].map(
    (phases) =>
      phases.reduce((sum, { during }) => sum + during, 0) +
      least(phases, ({ before }) => before) +
      least(phases, ({ after }) => after),
  );
  return [...alone, ...inTurn].reduce((longest, one) => Math.max(longest, one), 0);
}

function least(phases: readonly HeldPhase[], of: (phase: HeldPhase) => number): number {
  return phases.map(of).reduce((smallest, one) => Math.min(smallest, one), Number.POSITIVE_INFINITY);
}
