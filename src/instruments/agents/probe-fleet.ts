import type { Ref } from '../../cluster/kind.ts';
import type { Pod } from '../../cluster/kinds.ts';
import type { Duration } from '../../time/duration.ts';

/** The result of one TCP connection. */
export interface TcpAnswer {
  host: string;
  port: number;
  /** Whether the connection was accepted. */
  ok: boolean;
  /** `ECONNREFUSED`, `timeout` …, when it was not accepted. */
  error?: string;
  seconds: number;
}

/** The result of one DNS question. */
export interface DnsAnswer {
  name: string;
  type: 'A' | 'AAAA' | 'SRV';
  /** Addresses, or `host:port` for SRV; empty when there is an error. */
  records: string[];
  /** `ENOTFOUND`, `timeout` …, when there is no answer. */
  error?: string;
  seconds: number;
}

/** The result of a call to the kubelet of a node through the API server. */
export type KubeletAnswer = { answered: true } | { answered: false; trouble: string };

/** The target of a connection. */
export interface Target {
  host: string;
  port: number;
  /**
   * What is behind the address now, such as the uid of a pod. A target that has accepted a connection is not tested again in this run,
   * unless its identity has changed.
   */
  identity?: string;
}

/** The probe agent on one real node. */
export interface ProbeAgent {
  readonly node: string;
  /** The pod as it was when the fleet was complete: NetworkPolicies select by its labels and addresses. */
  readonly pod: Pod;
  /** The name servers of the pods on this node. */
  readonly nameservers: readonly string[];
  /** The domain of the names of Services: `cluster.local`. */
  readonly clusterDomain: string;
  /**
   * One TCP connection to each target, closed at once when it is accepted.
   * @throws AgentLost when the node has no agent any more
   */
  tcp(targets: readonly Target[], options: { signal: AbortSignal }): Promise<TcpAnswer[]>;
  /**
   * Asks the name servers of its pod, or the one in the question.
   * @throws AgentLost
   */
  dns(
    questions: readonly { name: string; type: DnsAnswer['type']; server?: string }[],
    options: { signal: AbortSignal },
  ): Promise<DnsAnswer[]>;
  /**
   * Reads the agent's own log from the node's kubelet, through the API server.
   * @throws AgentLost
   */
  askKubelet(options: { signal: AbortSignal }): Promise<KubeletAnswer>;
}

/** The agents, and the nodes without one and why. */
export interface ProbeFleet {
  readonly agents: readonly ProbeAgent[];
  /** Nodes without an agent. Excluded ones should have none: simulated, with another operating system, or excluded by the configuration. */
  readonly missing: readonly { node: string; reason: string; excluded: boolean }[];
  /** How long one look waits for an agent, which at times has much to do for others; after that it counts as lost. */
  readonly agentTimeout: Duration;
}

/** The agents, shared by all checks of a run. A caller waits until its signal fires at most; the work continues for the others. */
export interface SharedFleet {
  /** @throws InstrumentTooWeak NO_PROBE_AGENT when no node has an agent */
  fleet(signal: AbortSignal): Promise<ProbeFleet>;
  /** `undefined` where there are more agents than fit into an answer of the cluster DNS. */
  headlessService(signal: AbortSignal): Promise<Required<Ref> | undefined>;
}
