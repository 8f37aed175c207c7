import { ShakedownError } from '../../errors/shakedown-error.ts';
import { isAnsweredByApiServer, type Call } from './call.ts';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';

/** The API server's own description of a failure (`kind: Status`). */
export interface Status {
  kind: 'Status';
  status?: string;
  code?: number;
  reason?: string;
  message?: string;
  details?: { name?: string; kind?: string; retryAfterSeconds?: number };
}

/** An answer that is not a success. */
export interface FailedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Whether the API server was unreachable a moment ago: then it refuses all calls until it has read the RBAC rules. @default false */
  recentlyUnreachable?: boolean;
}

/** Errors of the operating system and of undici that mean: the connection was cut, or the server is unreachable for a moment. */
const CONNECTION_CUT = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EAI_AGAIN',
  'ENETDOWN',
  'ENETRESET',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_CLOSED',
]);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
const TIMED_OUT = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** Those of them that happen before there is a connection: they cannot come from a pod behind the API server. */
const NOT_CONNECTED = new Set(['EAI_AGAIN', 'ENETDOWN', 'ENETRESET', 'UND_ERR_CONNECT_TIMEOUT']);
const TLS =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/**
 * An answer of the API server that is not a success, as the suite's own error.
 * Only the status line and the server's `message` go into the text: headers and bodies may contain secrets.
 */
export function fromAnswer(call: Call, answer: FailedAnswer): ClusterError {
  const status = statusOf(answer.body);
  const what = status?.message?.slice(0, 1_000) ?? plainText(answer);
  const seen = `${answer.status}${status?.reason ? ` ${status.reason}` : ''}${what === '' ? '' : `: ${what}`}`;
  const fails = answer.status >= 500 || answer.status === 429 || answer.status === 408;
  // A write may fail at a webhook that the API server calls. An answer that is not a `Status` comes from a proxy before the API server.
  const unanswered = fails && isAnsweredByApiServer(call.path) && (call.method === 'GET' || !status);
  const facts = { expected: `to ${call.doing}`, seen, status: answer.status, unanswered };
  const retryAfterMs = retryAfter(answer, status);
  const fail = (code: ClusterErrorCode, transient: boolean, todo?: string) =>
    new ClusterError(code, { ...facts, transient, retryAfterMs, ...(todo === undefined ? {} : { todo }) });

  switch (answer.status) {
    case 401:
      return fail(
        'CLUSTER_UNAUTHORIZED',
        false,
        'renew the credentials: kubectl auth whoami shows whether they are accepted',
      );
    case 403:
      return fail(
        'CLUSTER_FORBIDDEN',
        answer.recentlyUnreachable ?? false,
        call.right && `kubectl auth can-i ${call.right}`,
      );
    case 404:
      // `details` names an object that does not exist, but not a group, version or resource that is not served.
      return status?.details?.name
        ? fail('CLUSTER_NOT_FOUND', false)
        : fail('CLUSTER_NO_SUCH_KIND', false, 'kubectl api-resources shows what this cluster serves');
    case 409:
      return fail('CLUSTER_CONFLICT', false);
    case 410:
      return fail('CLUSTER_GONE', true);
    case 429:
      return fail('CLUSTER_BUSY', true);
    case 408:
    case 504:
      return fail('CLUSTER_TIMEOUT', true);
    default:
      return answer.status >= 500 ? fail('CLUSTER_UNAVAILABLE', true) : fail('CLUSTER_INVALID', false);
  }
}

/**
 * An error on the way to the API server, as the suite's own error. The suite's errors and the reasons of the caller's AbortSignal are
 * returned unchanged. So are unknown errors: a bug must not look like a connection problem.
 */
export function fromThrown(call: Call, server: string, thrown: unknown): unknown {
  if (thrown instanceof ShakedownError) return thrown;
  if (thrown instanceof SyntaxError)
    return new ClusterError('CLUSTER_INVALID', {
      expected: `to ${call.doing}`,
      seen: `${server} answered with something that is not JSON`,
      todo: 'check that the server in the kubeconfig is a Kubernetes API server, and not a proxy in front of it',
      transient: false,
      cause: thrown,
    });
  const code = codeOf(thrown);
  if (code === undefined) return thrown;
  const expected = `to ${call.doing}`;
  if (TLS.test(code))
    return new ClusterError('CLUSTER_TLS', {
      expected,
      seen: `no trusted TLS connection to ${server}: ${textOf(thrown)} (${code})`,
      todo: 'check certificate-authority, tls-server-name and the client certificate in the kubeconfig',
      transient: false,
      cause: thrown,
    });
  if (UNREACHABLE.has(code))
    return new ClusterError('CLUSTER_UNREACHABLE', {
      expected,
      seen: `${server} cannot be reached (${code})`,
      todo: 'check that the cluster is up and that the server in the kubeconfig is the right one',
      transient: true,
      unanswered: true,
      cause: thrown,
    });
  const unanswered = NOT_CONNECTED.has(code) || isAnsweredByApiServer(call.path);
  if (TIMED_OUT.has(code)) return timedOut(call, server, { seen: `no answer from ${server} (${code})`, unanswered });
  if (CONNECTION_CUT.has(code) || code.startsWith('HPE_') || code.startsWith('UND_ERR_'))
    return new ClusterError('CLUSTER_UNAVAILABLE', {
      expected,
      seen: `the connection to ${server} was cut (${code})`,
      transient: true,
      unanswered,
      cause: thrown,
    });
  return thrown;
}

/** The call took longer than its timeout. */
export function timedOut(
  call: Call,
  server: string,
  {
    seen = `no complete answer from ${server} within ${(call.timeoutMs ?? 0) / 1_000} s`,
    unanswered = isAnsweredByApiServer(call.path),
  } = {},
): ClusterError {
  return new ClusterError('CLUSTER_TIMEOUT', {
    expected: `to ${call.doing}`,
    seen,
    transient: true,
    unanswered,
  });
}

/** An error that the API server sent inside a watch. */
export function fromWatchError(call: Call, object: unknown): ClusterError {
  const status = object as Partial<Status> | undefined;
  return fromAnswer(call, {
    status: status?.code ?? 500,
    headers: {},
    body: JSON.stringify({ kind: 'Status', ...status }),
  });
}

/** Whether an answer's body is the API server's own `Status`, and not that of a pod behind its proxy. */
export function statusOf(body: string): Status | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status'
      ? (parsed as Status)
      : undefined;
  } catch {
    return undefined; // a body that only looks like JSON is not a Status
  }
}

function retryAfter({ headers }: FailedAnswer, status: Status | undefined): number | undefined {
  const header = headers['retry-after'];
  const seconds = Number(typeof header === 'string' ? header : (status?.details?.retryAfterSeconds ?? Number.NaN));
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** Short plain texts go into the message, as in `404 page not found`; pages of load balancers do not. */
function plainText({ headers, body }: FailedAnswer): string {
  const type = String(headers['content-type'] ?? '');
  // The API server's answer about its own checks has a line for each: those that fail begin with a minus.
  const failed = body.split('\n').flatMap((check) => (check.startsWith('[-]') ? [check.slice(3).trim()] : []));
  const line = failed.length > 0 ? failed.join(', ').slice(0, 200) : body.trim();
  return type.startsWith('text/plain') && line.length <= 200 && !line.includes('\n') ? line : '';
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return thrown.errors.map(codeOf).find((code) => code !== undefined);
  return codeOf(thrown.cause);
}

function textOf(thrown: unknown): string {
  const [line = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
  return line.slice(0, 200);
}
