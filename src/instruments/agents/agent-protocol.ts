import type { DnsAnswer } from './probe-fleet.ts';

/** The port on which an agent listens in its pod. */
export const AGENT_PORT = 8080;

/** The limits of one agent. They keep an agent with too many calls from overloading the cluster or being used for an attack. */
export const agentLimits = {
  /** Targets or questions of one call. 500 refused ones are answered within the timeout of the API server's proxy. */
  asked: 500,
  /** Connections and questions at the same time, over all calls. */
  atOnce: 128,
  /** Milliseconds that one connection or question may take. */
  timeoutMs: 10_000,
  /** Length of a call's body; 500 long names fit. */
  bodyBytes: 262_144,
} as const;

/** Where an agent connects to. It is an address and not a name, because the cluster's DNS is tested separately. */
export interface TcpTarget {
  host: string;
  port: number;
}

export interface DnsQuestion {
  /** Full name; no search domain is added to it. */
  name: string;
  type: DnsAnswer['type'];
  /** The name server to ask, as address and port: `10.244.1.2:53`, `[fd00::2]:53`. @default those of the agent's pod */
  server?: string;
}

/**
 * `POST /tcp` and `POST /dns`. The token is the one that the agent was started with: other pods must not be able to use
 * an agent to bypass the network policies that apply to them.
 */
export interface TcpCall {
  token: string;
  targets: readonly TcpTarget[];
  timeoutMs: number;
}

export interface DnsCall {
  token: string;
  questions: readonly DnsQuestion[];
  timeoutMs: number;
}

/** `GET /healthz`: the name servers and search domains of the agent's pod, from its resolv.conf. */
export interface AgentFacts {
  nameservers: string[];
  search: string[];
}
