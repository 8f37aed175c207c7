/**
 * Timeouts and sizes of the calls to agents. They depend on each other and on the agent's own limits: even when no target answers, each
 * call ends within its timeout, with time left for the way through the API server.
 */
export const agentCalls = {
  /** The first packet may be lost and is repeated after 1 s; 2 s remain for the answer. */
  connectMs: 3_000,
  /** How long a connection is held open: a proxy connects to the app behind it within milliseconds, and closes when there is none. */
  holdMs: 100,
  /** 2 s for each of two attempts; a working cluster DNS answers within milliseconds. */
  dnsMs: 4_000,
  /** An exchange of payloads: a lost packet is repeated several times. */
  payloadMs: 6_000,
  /** A TLS handshake, with the connection before it. */
  certificateMs: 5_000,
  /** The most servers of one call that are asked for their certificates, and the most such calls at a time. */
  certificates: 16,
  certificateCalls: 1,
  /** A GET, with the connection before it. */
  httpMs: 5_000,
  /** The most servers of one call that are sent a GET, and the most such calls at a time. */
  requests: 16,
  httpCalls: 1,
  /** The most such calls at a time; {@link connectionsPerCall} limits the connections of each. */
  connectCalls: 2,
  /** The most questions of one call, and the most such calls at a time. */
  questions: 128,
  dnsCalls: 1,
  /** The most exchanges of one call, and the most such calls at a time. */
  payloads: 16,
  payloadCalls: 1,
  /** Timeout of one call. */
  callMs: 25_000,
  /** Timeout of an answer with retries: an agent may be evicted and come back, a call may be lost. */
  askMs: 40_000,
  /** Timeout of the kubelet for one line of a log; it reads it from a file. */
  kubeletMs: 10_000,
} as const;

/** How many calls to agents the API server gets per second, unless that would be fewer than one in five seconds to each. */
const CALLS_PER_SECOND = 100;
const MOST_BETWEEN_MS = 5_000;

/** The least time between the starts of two calls to the same agent, in milliseconds; pure. @param agents how many there are. */
export function betweenCallsMs(agents: number): number {
  return Math.min(MOST_BETWEEN_MS, (agents * 1_000) / CALLS_PER_SECOND);
}

/** For how many seconds of its pace an agent gets work by one call. */
const PACE_SECONDS = 3;
/** The most connections of one call, at any pace. */
const MOST = 192;

/**
 * The most connections of one call to an agent; pure.
 * @param perSecond how many it opens per second.
 */
export function connectionsPerCall(perSecond: number): number {
  return Math.max(1, Math.min(MOST, Math.floor(perSecond * PACE_SECONDS)));
}
