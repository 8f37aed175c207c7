/**
 * How agents are asked. The figures belong together and to the agent's own limits: even when nothing that all calls ask for answers, each
 * call is done within its time, with room for the way through the API server.
 */
export const agentCalls = {
  /** The first packet may get lost and is repeated after 1 s; that leaves 2 s for the answer. */
  connectMs: 3_000,
  /** 2 s for each of two tries; a cluster DNS at work answers within milliseconds. */
  dnsMs: 4_000,
  /** Most targets of one call, and most such calls at once. */
  targets: 256,
  connectCalls: 2,
  /** Most questions of one call, and most such calls at once. */
  questions: 128,
  dnsCalls: 1,
  /** What one call may take. */
  callMs: 25_000,
  /** What an answer may take with all that goes wrong on the way to it: an agent that was evicted and comes back, a call that got lost. */
  askMs: 40_000,
  /** What the kubelet may take for a line of a log; it reads it from a file. */
  kubeletMs: 10_000,
} as const;
