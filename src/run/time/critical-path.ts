/** What a check spent its time on, in milliseconds. */
export interface SpentTime {
  /** While it waited for the cluster, and not for a lock: conditions, answers of agents, the time that a load or a ledger lasts. */
  waited: number;
  /** The phases in which it held a lock, by the time that it had waited for the cluster before, during and after them. */
  held: readonly HeldPhase[];
}

/** What one check spent its time on. */
export interface TimedCheck extends SpentTime {
  id: string;
}

/** A phase of a check with a lock. */
export interface HeldPhase {
  lock: string;
  before: number;
  during: number;
  after: number;
}

/** The checks that a run could not have been shorter for. */
export interface CriticalPath {
  milliseconds: number;
  /** Their ids, in the order in which they ended. */
  tests: string[];
  /** What they held one after the other; absent for one check by itself. */
  lock?: string;
}

/**
 * The shortest time in which a cluster could have done what the checks of a run waited for, however well the suite had scheduled them, and the checks that
 * it consists of. It is the longest of: each check by itself; and for each lock the phases with it, one after the other, after the least time that one of
 * these checks needs before it, and followed by the least that one needs after it. Pure.
 * @param checks in the order in which they ended.
 */
export function criticalPath(checks: readonly TimedCheck[]): CriticalPath {
  const alone = checks.map(({ id, waited }): CriticalPath => ({ milliseconds: waited, tests: [id] }));
  const byLock = Map.groupBy(
    checks.flatMap(({ id, held }) => held.map((phase) => ({ id, ...phase }))),
    ({ lock }) => lock,
  );
  const inTurn = [...byLock].map(([lock, phases]): CriticalPath => ({
    milliseconds:
      phases.reduce((sum, { during }) => sum + during, 0) +
      least(phases, ({ before }) => before) +
      least(phases, ({ after }) => after),
    tests: [...new Set(phases.map(({ id }) => id))],
    lock,
  }));
  return [...alone, ...inTurn].reduce((longest, one) => (one.milliseconds > longest.milliseconds ? one : longest), {
    milliseconds: 0,
    tests: [],
  });
}

function least(phases: readonly HeldPhase[], of: (phase: HeldPhase) => number): number {
  return phases.map(of).reduce((smallest, one) => Math.min(smallest, one), Number.POSITIVE_INFINITY);
}
