import type { Right } from '../cluster/rights.ts';

/** What came of one TCP connection. */
export interface TcpAnswer {
  host: string;
  port: number;
  /** Whether the connection was accepted. */
  ok: boolean;
  /** `ECONNREFUSED`, `timeout` …, when it was not. */
  error?: string;
  seconds: number;
}

/** What came of one DNS question. */
export interface DnsAnswer {
  name: string;
  type: 'A' | 'AAAA' | 'SRV';
  /** Addresses, or `host:port` for SRV; empty when there is an error. */
  records: string[];
  /** `ENOTFOUND`, `timeout` …, when there is none. */
  error?: string;
  seconds: number;
}

/** The probe agent on one real node. */
export interface ProbeAgent {
  readonly node: string;
  /** One TCP connection to each target, closed at once when it is accepted. */
  tcp(targets: readonly { host: string; port: number }[], options: { signal: AbortSignal }): Promise<TcpAnswer[]>;
  dns(
    questions: readonly { name: string; type: DnsAnswer['type'] }[],
    options: { signal: AbortSignal },
  ): Promise<DnsAnswer[]>;
}

/** Where the agents are, and where one is missing and why. */
export interface ProbeFleet {
  readonly agents: readonly ProbeAgent[];
  readonly missing: readonly { node: string; reason: string }[];
}

/** Agents of the suite's own image, one on each real node, asked through the API server's pod proxy. */
export interface Probes {
  readonly rights: readonly Right[];
  /** The fleet, deployed at the first call and shared by all checks of the run. */
  fleet(signal: AbortSignal): Promise<ProbeFleet>;
}
