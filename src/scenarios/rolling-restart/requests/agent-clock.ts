/** How far the clock of an agent's node is ahead of the runner's. */
export interface AgentClock {
  /** What to subtract from a time on the node's clock, in milliseconds, to have it on the clock of `Cluster`. */
  aheadMs: number;
  /** How wrong that may be, in milliseconds. */
  toleranceMs: number;
}

/**
 * The clock of an agent by one of its answers: it gave its time somewhere between the call and the answer. Pure.
 * @param now the agent's time, in milliseconds since 1970.
 * @param between when the runner sent the call and received the answer.
 */
export function agentClock(now: number, [asked, answered]: readonly [number, number]): AgentClock {
  return { aheadMs: now - (asked + answered) / 2, toleranceMs: (answered - asked) / 2 };
}

/** The more exact of two readings of the same clock. */
export function moreExact(a: AgentClock | undefined, b: AgentClock): AgentClock {
  return a !== undefined && a.toleranceMs <= b.toleranceMs ? a : b;
}
