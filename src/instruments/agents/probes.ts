import type { Ref } from '../../cluster/kind.ts';
import type { Pod } from '../../cluster/kinds.ts';
import type { Duration } from '../../time/duration.ts';

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

/** What came of asking the kubelet of a node for something, through the API server. */
export type KubeletAnswer = { answered: true } | { answered: false; trouble: string };

/** Where a connection is to go. */
export interface Target {
  host: string;
  port: number;
  /**
   * What is behind the address now, such as the uid of a pod. A target that has accepted a connection is not connected to again in
   * this run, unless another thing is behind its address.
   */
  identity?: string;
}

/** The probe agent on one real node. */
export interface ProbeAgent {
  readonly node: string;
  /** The pod as it was when the fleet was complete: its labels and addresses are what NetworkPolicies go by. */
  readonly pod: Pod;
  /** The name servers that pods on this node are given. */
  readonly nameservers: readonly string[];
  /** The domain under which Services have their names: `cluster.local`. */
  readonly clusterDomain: string;
  /**
   * One TCP connection to each target, closed at once when it is accepted.
   * @throws AgentLost when there is no agent on the node any more
   */
  tcp(targets: readonly Target[], options: { signal: AbortSignal }): Promise<TcpAnswer[]>;
  /**
   * Asks the name servers of its pod, or the one that a question names as address and port.
   * @throws AgentLost
   */
  dns(
    questions: readonly { name: string; type: DnsAnswer['type']; server?: string }[],
    options: { signal: AbortSignal },
  ): Promise<DnsAnswer[]>;
  /**
   * Has the API server ask the node's kubelet for the agent's own log.
   * @throws AgentLost
   */
  askKubelet(options: { signal: AbortSignal }): Promise<KubeletAnswer>;
}

/** Where the agents are, and where one is missing and why. */
export interface ProbeFleet {
  readonly agents: readonly ProbeAgent[];
  /** Nodes without an agent. Those that are excluded are meant to have none: simulated ones, other systems, what the configuration leaves out. */
  readonly missing: readonly { node: string; reason: string; excluded: boolean }[];
  /** How long one look waits for an agent, which at times has much to do for others; after that it counts as lost. */
  readonly patience: Duration;
}

/** What all checks of a run share of the agents. Who asks waits no longer than until the signal fires; what was begun goes on for the others. */
export interface Probes {
  /** @throws InstrumentTooWeak NO_PROBE_AGENT when there is no agent on any node */
  fleet(signal: AbortSignal): Promise<ProbeFleet>;
  /** `undefined` where more agents are than an answer of the cluster DNS has room for. */
  headlessService(signal: AbortSignal): Promise<Required<Ref> | undefined>;
}
