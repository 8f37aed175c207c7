import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import type { Duration } from '../../../time/duration.ts';
import type {
  CertificateTarget,
  DnsAnswer,
  DnsQuestion,
  HttpTarget,
  PayloadTarget,
  TcpTarget,
} from '../agent-protocol.ts';
import type { LedgerOrder, LedgerPage, LedgerRead } from '../requests/ledger-protocol.ts';
import type { InTurn } from '../in-turn.ts';
import type { FleetPace } from './fleet-pace.ts';

/** Whether a check is the one that tells that nothing is tested from a node; the others only note it. */
export type Tells = (node: string, check: string) => boolean;

/** The result of the TCP connections to one target. */
export interface TcpAnswer {
  host: string;
  port: number;
  /** Whether all of them were accepted. */
  ok: boolean;
  tried: number;
  failed: number;
  /** How many took a second or more, because a packet was lost and sent again; left out when there are none. */
  slow?: number;
  /** How many were accepted, and closed at once by the other side, which had sent nothing; left out when there are none. */
  closed?: number;
  /** The most frequent error, when some were not accepted: `ECONNREFUSED`, `timeout` … */
  error?: string;
  /** Of the slowest. */
  seconds: number;
}

/** The result of one exchange of payloads. */
export interface PayloadAnswer {
  host: string;
  port: number;
  /** How far it came: connected, sent the payload, received as much. */
  reached: 'nothing' | 'connected' | 'sent' | 'received';
  /** `timeout`, `ECONNREFUSED`, `status 404` …, when it did not come to its end. */
  error?: string;
  seconds: number;
}

/** One certificate that a server presents. */
export interface PresentedCertificate {
  subject: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
}

/** The certificates that a server presents. */
export interface CertificateAnswer {
  host: string;
  port: number;
  /** Its own first, then that of whoever signed it, and so on; none when there is an error. */
  chain: PresentedCertificate[];
  /** The names that its own is for, as OpenSSL writes them: `DNS:web.shop.svc, IP Address:10.0.0.1`. */
  names?: string;
  /** Why it is not trusted, where it was verified: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID` … */
  distrust?: string;
  /** `timeout`, `ECONNREFUSED`, `EPROTO` …, when it presents none. */
  error?: string;
  seconds: number;
}

/** What a server answers a GET with. */
export interface HttpAnswer {
  host: string;
  port: number;
  /** Left out when there is an error. */
  status?: number;
  /** `timeout`, `ECONNREFUSED`, `HPE_INVALID_CONSTANT` …, when it does not answer. */
  error?: string;
  seconds: number;
}

/** A page of a ledger, and when the agent was asked for it. */
export interface ReadPage extends LedgerPage {
  /** When the runner sent the call and received the answer, in milliseconds on the clock of `Cluster`: the agent answered in between. */
  between: readonly [number, number];
}

/** Where a line of a log was written. */
export interface LineOrigin {
  namespace: string;
  pod: string;
  container: string;
  node: string;
}

/** The result of a call to the kubelet of a node through the API server. */
export type KubeletAnswer = { answered: true } | { answered: false; trouble: string };

/** The probe agent on one real node. */
export interface ProbeAgent {
  readonly node: string;
  /** The pod as it was when it joined the fleet: NetworkPolicies select by its labels and addresses. */
  readonly pod: Pod;
  /** The name servers of the pods on this node. */
  readonly nameservers: readonly string[];
  /** The domain of the names of Services: `cluster.local`. */
  readonly clusterDomain: string;
  /**
   * As many TCP connections to each target as it says, each closed a moment after it was accepted.
   * @throws AgentLost when the node has no agent any more
   */
  tcp(targets: readonly TcpTarget[], options: { signal: AbortSignal }): Promise<TcpAnswer[]>;
  /**
   * Sends a payload to each target app, and receives it.
   * @throws AgentLost
   */
  payload(targets: readonly PayloadTarget[], options: { signal: AbortSignal }): Promise<PayloadAnswer[]>;
  /**
   * Asks servers for their certificates.
   * @throws AgentLost
   */
  certificates(targets: readonly CertificateTarget[], options: { signal: AbortSignal }): Promise<CertificateAnswer[]>;
  /**
   * Sends each server a GET.
   * @throws AgentLost
   */
  http(targets: readonly HttpTarget[], options: { signal: AbortSignal }): Promise<HttpAnswer[]>;
  /**
   * Asks the name servers of its pod, or the one in the question.
   * @throws AgentLost
   */
  dns(questions: readonly DnsQuestion[], options: { signal: AbortSignal }): Promise<DnsAnswer[]>;
  /**
   * Starts to send requests to a target app; {@link readRequests} keeps it going.
   * @throws AgentLost
   */
  startRequests(order: LedgerOrder, options: { signal: AbortSignal }): Promise<void>;
  /**
   * Reads what came of the requests of a ledger. One that is not read for 45 s ends.
   * @throws AgentLost also when the agent was replaced since it started the ledger
   */
  readRequests(read: LedgerRead, options: { signal: AbortSignal }): Promise<ReadPage>;
  /**
   * Writes one numbered line to its log, of the kind `steady`; twice when the first answer is lost.
   * @throws AgentLost
   */
  writeLine(line: { run: string; seq: number }, options: { signal: AbortSignal }): Promise<LineOrigin>;
  /**
   * Reads the agent's own log from the node's kubelet, through the API server.
   * @throws AgentLost
   */
  askKubelet(options: { signal: AbortSignal }): Promise<KubeletAnswer>;
}

/** A node without an agent. */
export interface WithoutAgent {
  node: string;
  reason: string;
  /** It should have none: it is simulated, has another operating system, or is excluded by the configuration. */
  excluded: boolean;
  /** It is simulated: its pods do not run, and their addresses lead nowhere. */
  runsNothing?: true;
}

/** The agents as they are now. A node that is deleted is in neither list. */
export interface FleetMembers {
  readonly agents: readonly ProbeAgent[];
  /** Nodes without an agent. */
  readonly missing: readonly WithoutAgent[];
}

/** The agents of a run, and the nodes without one and why. */
export interface ProbeFleet extends FleetMembers {
  /** How long one look waits for an agent, which at times has much to do for others; after that it counts as lost. */
  readonly agentTimeout: Duration;
  /** How thoroughly Services are tested. */
  readonly probing: Config['probing'];
  /** Decides which nodes test which endpoints, where not all test all: the same in all checks of a run. */
  readonly seed: string;
  /** Starts the rounds of checks one after the other when together they would test too many ways at a time. */
  readonly inTurn: InTurn;
  /** Spreads connections over time, so that no node and no endpoint gets too many. */
  readonly pace: FleetPace;
  /** Whether a check is the one that tells that nothing is tested from a node, and is inconclusive; the others note it. */
  readonly tells: Tells;
  /** Whether a node existed when the fleet was complete. */
  knew(node: string): boolean;
  /**
   * Looks again which agents there are: of nodes that were deleted or are not Ready any more, and agents that came up late. At most one look per
   * ten seconds, whoever asks.
   */
  refresh(signal: AbortSignal): Promise<void>;
}

/** The agents, shared by all checks of a run. A caller waits until its signal fires at most; the work continues for the others. */
export interface SharedFleet {
  /** @throws InstrumentTooWeak NO_PROBE_AGENT when no node has an agent */
  fleet(signal: AbortSignal): Promise<ProbeFleet>;
  /** `undefined` where there are more agents than fit into an answer of the cluster DNS. */
  headlessService(signal: AbortSignal): Promise<Required<Ref> | undefined>;
}
