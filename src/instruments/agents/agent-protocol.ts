import type { DnsAnswer } from './probes.ts';

/** Where an agent listens in its pod. */
export const AGENT_PORT = 8080;

/** What one agent does at most. They keep an agent that is asked too much from being a burden, or a weapon. */
export const agentLimits = {
  /** Targets or questions of one call. 500 refused ones come back within the time of the API server's proxy. */
  asked: 500,
  /** Connections and questions under way at the same time, over all calls. */
  atOnce: 128,
  /** Milliseconds that one connection or question may take. */
  timeoutMs: 10_000,
  /** Length of a call's body; 500 long names fit. */
  bodyBytes: 262_144,
} as const;

/** Where an agent connects to. Addresses, no names: what the cluster's DNS answers is another question. */
export interface TcpTarget {
  host: string;
  port: number;
}

export interface DnsQuestion {
  /** Full name; no search domain is added to it. */
  name: string;
  type: DnsAnswer['type'];
  /** The name server that is asked, as address and port: `10.244.1.2:53`, `[fd00::2]:53`. @default those of the agent's pod */
  server?: string;
}

/**
 * `POST /tcp` and `POST /dns`. The token is the one that the agent was started with: pods of others must not be able to
 * look through it past the network policies that hold for them.
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

/** `GET /healthz`: where the agent's pod gets names from, out of its resolv.conf. */
export interface AgentFacts {
  nameservers: string[];
  search: string[];
}
