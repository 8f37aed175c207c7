/** The port on which an agent listens in its pod. */
export const AGENT_PORT = 8080;

/** The limits of one agent. They keep an agent with too many calls from overloading the cluster or being used for an attack. */
export const agentLimits = {
  /** Targets or questions of one call. 500 refused ones are answered within the timeout of the API server's proxy. */
  asked: 500,
  /** Connections of one call, over all its targets. */
  connections: 500,
  /** Connections and questions at the same time, over all calls. */
  atOnce: 128,
  /** Milliseconds that one connection, question or exchange may take. */
  timeoutMs: 10_000,
  /** Milliseconds that a connection may be held open after it was accepted. */
  holdMs: 1_000,
  /** Servers of one call that are asked for their certificates. */
  certificates: 32,
  /** Servers of one call that are sent a GET. */
  requests: 32,
  /** Length of the path of a GET. */
  pathLength: 1_024,
  /** Certificates that are told of one server, its own first. */
  chain: 5,
  /** Bytes of the authorities that the certificates of a server are verified with. */
  authorityBytes: 65_536,
  /** Bytes of a payload, in each direction. */
  payloadBytes: 1_048_576,
  /** Length of a call's body; 500 long names fit. */
  bodyBytes: 262_144,
} as const;

/** The variables that an agent is started with. */
export const agentVariables = {
  /**
   * The SHA-256 of the token, in hexadecimal digits. Whoever may read pods can read it, and cannot make a call with it: the token is too long to be
   * guessed.
   */
  tokenSha256: 'PROBE_TOKEN_SHA256',
  /** The most connections that the agent opens per second. */
  perSecond: 'PROBE_CONNECTIONS_PER_SECOND',
  /** The most connections that it opens in all. */
  inAll: 'PROBE_CONNECTIONS_IN_ALL',
  port: 'PROBE_PORT',
} as const;

/** The error of a connection that an agent did not open, because it has opened as many as it may in all. */
export const BUDGET_SPENT = 'budget spent';

/** The error of a connection that was accepted and closed, where that is none by design. */
export const CLOSED = 'closed';

/** Where an agent connects to. It is an address and not a name, because the cluster's DNS is tested separately. */
export interface TcpTarget {
  host: string;
  port: number;
  /** How many connections are opened. @default 1 */
  times?: number;
}

export interface DnsQuestion {
  /** Full name; no search domain is added to it. */
  name: string;
  type: DnsAnswer['type'];
  /** How often it is asked at most, while there is no answer: 1 or 2. @default 2 */
  tries?: number;
  /** The name server to ask, as address and port: `10.244.1.2:53`, `[fd00::2]:53`. @default those of the agent's pod */
  server?: string;
}

/** The result of one DNS question. */
export interface DnsAnswer {
  name: string;
  type: 'A' | 'AAAA' | 'SRV';
  /** Tries without an answer; left out when there are none. */
  lost?: number;
  /** Addresses, or `host:port` for SRV; empty when there is an error. */
  records: string[];
  /** `ENOTFOUND`, `timeout` …, when there is no answer. */
  error?: string;
  seconds: number;
}

/** A target app that an agent sends a payload to, and receives it from. */
export interface PayloadTarget {
  host: string;
  port: number;
  /** The length of the payload in each direction. */
  bytes: number;
}

/** A server that an agent asks for its certificate: it begins a TLS connection, and sends nothing. */
export interface CertificateTarget {
  host: string;
  port: number;
  /** The name that the server is asked for, and that its certificate is to have. @default none */
  serverName?: string;
  /** PEM of the authorities that are trusted. @default the certificate is not verified */
  authorities?: string;
}

/** A server that an agent sends a GET, or a gRPC call. */
export interface HttpTarget {
  host: string;
  port: number;
  /** Whether it is asked with TLS; its certificate is not verified. */
  tls: boolean;
  /** The name in the header `Host`, and with TLS the one that is asked for. @default the address */
  serverName?: string;
  path: string;
  /** It is sent a gRPC call with an empty message, over HTTP/2. @default a GET */
  grpc?: true;
}

/**
 * `POST /tcp`, `POST /payload`, `POST /certificate`, `POST /http` and `POST /dns`. The token is that of the run: other pods must not be able to use an agent to bypass the
 * network policies that apply to them.
 */
export interface TcpCall {
  token: string;
  targets: readonly TcpTarget[];
  timeoutMs: number;
  /**
   * How long each connection is held open after it was accepted, in milliseconds: a proxy accepts it before it connects to the app behind it, and closes it
   * when there is none. @default 0
   */
  holdMs?: number;
}

export interface PayloadCall {
  token: string;
  targets: readonly PayloadTarget[];
  timeoutMs: number;
}

export interface CertificateCall {
  token: string;
  targets: readonly CertificateTarget[];
  timeoutMs: number;
}

export interface HttpCall {
  token: string;
  targets: readonly HttpTarget[];
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
