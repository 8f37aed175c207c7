import { ShakedownError } from '../../errors/shakedown-error.ts';
import { ClusterError } from '../cluster-error.ts';
import { isAnsweredByApiServer, type Call } from './call.ts';
import { foreignAnswer, NOT_AN_API_SERVER } from '../foreign-answer.ts';
import { isOfTls, noTls } from './tls-errors.ts';

/** Errors of the operating system and of undici that mean: the connection was cut, or the server is unreachable for a moment. */
const CONNECTION_CUT = new Set([
  ...['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EAI_AGAIN', 'ENETDOWN', 'ENETRESET', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED'],
  ...['UND_ERR_DESTROYED', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_INFO'],
  ...['UND_ERR_ABORTED', 'ERR_STREAM_PREMATURE_CLOSE'],
  ...['ENOTCONN', 'ESHUTDOWN', 'ECANCELED', 'EREMOTEIO', 'ERR_STREAM_DESTROYED', 'ERR_SOCKET_CLOSED'],
]);
const UNREACHABLE = new Set([
  ...[
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EHOSTDOWN',
    'ENONET',
    'EADDRNOTAVAIL',
    'EACCES',
    'EPERM',
  ],
  ...['EAFNOSUPPORT', 'EINVAL', 'EPROTONOSUPPORT', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAMILY', 'EAI_SERVICE'],
]);
const TIMED_OUT = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** Those of them that happen before there is a connection: they cannot come from a pod behind the API server. */
const NOT_CONNECTED = new Set(['EAI_AGAIN', 'ENETDOWN', 'ENETRESET', 'UND_ERR_CONNECT_TIMEOUT']);
/** An address, a header or an option that the HTTP client does not take: it comes from the kubeconfig, or from the environment. */
const NOT_SENT =
  /^(ERR_INVALID_(URL|CHAR|HTTP_TOKEN|PROTOCOL)|ERR_SOCKET_BAD_PORT|ERR_UNESCAPED_CHARACTERS|UND_ERR_INVALID_ARG)$/;
/** This machine has no more of something. */
const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'ENOSPC', 'EAI_MEMORY', 'Z_MEM_ERROR']);

/**
 * An error on the way to the API server, as the suite's own error. The suite's errors and the reasons of the caller's AbortSignal are
 * returned unchanged. So are unknown errors: a bug must not look like a connection problem.
 * @param server how messages name the server, with the proxy if there is one.
 * @param entries which entries of which file describe the connection. @default 'in the kubeconfig'
 */
export function fromThrown(call: Call, server: string, thrown: unknown, entries?: string): unknown {
  if (thrown instanceof ShakedownError) return thrown;
  const expected = `to ${call.doing}`;
  if (thrown instanceof SyntaxError) return foreignAnswer(call, server, 'something that is not JSON', thrown);
  const [code, text] = codeIn(thrown);
  if (code === undefined) return thrown;
  const unreachable = (seen: string, todo: string, transient = true) =>
    new ClusterError('CLUSTER_UNREACHABLE', { expected, seen, todo, transient, unanswered: true, cause: thrown });

  if (isOfTls(code)) return noTls(expected, server, thrown, { code, text, entries });
  const [, status] = /Proxy response \((\d+)\)|Proxy Authentication Required \((\d+)\)/.exec(text) ?? [];
  if (code === 'UND_ERR_ABORTED' && status !== undefined)
    return unreachable(`${server}: the proxy answered ${status}`, howToPass(status), Number(status) >= 500);
  if (text.includes('(407)')) return unreachable(`${server}: the proxy answered 407`, howToPass('407'), false);
  if (code === 'SOCKS5')
    return unreachable(`${server}: ${text}`, 'check the address, the user name and the password of the proxy');
  if (code === 'UND_ERR_PRX_CONN')
    return unreachable(
      `${server}: the proxy closed the connection`,
      'check that the address is that of a proxy, and that it is up',
    );
  if (UNREACHABLE.has(code))
    return unreachable(
      `${server} cannot be reached (${code})`,
      'check that the cluster is up and that the server in the kubeconfig is the right one',
    );
  if (NOT_SENT.test(code))
    return new ShakedownError('KUBECONFIG_INVALID', {
      meaning: 'usage',
      expected,
      seen: `no request to ${server} can be made of the kubeconfig: its address, its proxy or a header is not valid (${code})`,
      todo: 'check server, proxy-url, token and as in the kubeconfig',
      cause: thrown,
    });
  if (EXHAUSTED.has(code))
    return new ShakedownError('LOCAL_RESOURCES', {
      meaning: 'infrastructure',
      expected,
      seen: `this machine cannot open a connection to ${server} (${code})`,
      todo: code.endsWith('FILE')
        ? 'allow more open files: ulimit -n 4096'
        : 'free memory and disk space on this machine',
      cause: thrown,
    });
  const unanswered = NOT_CONNECTED.has(code) || isAnsweredByApiServer(call.path);
  if (TIMED_OUT.has(code)) return timedOut(call, server, { seen: `no answer from ${server} (${code})`, unanswered });
  if (code.startsWith('HPE_'))
    return new ClusterError('CLUSTER_UNAVAILABLE', {
      ...{ expected, seen: `${server} answered with something that is not HTTP (${code})` },
      todo: 'check the port in the server of the kubeconfig, and write https:// before it if it takes only TLS',
      ...{ transient: true, unanswered, cause: thrown },
    });
  if (/^Z_(?:BUF|DATA)_ERROR$/.test(code))
    return new ClusterError('CLUSTER_UNAVAILABLE', {
      ...{ expected, seen: `the compressed answer of ${server} is incomplete, or is damaged (${code})` },
      ...{ transient: true, unanswered, cause: thrown },
    });
  if (CONNECTION_CUT.has(code))
    return new ClusterError('CLUSTER_UNAVAILABLE', {
      expected,
      seen: `the connection to ${server} was cut (${code})`,
      transient: true,
      unanswered,
      cause: thrown,
    });
  return thrown;
}

/**
 * An error that the HTTP client threw for a request and that {@link fromThrown} does not know, such as a failed assertion about what was answered.
 * It is no fault of the suite, and its text helps nobody.
 * @returns errors of the suite unchanged.
 */
export function unknownToClient(call: Call, server: string, thrown: unknown): unknown {
  if (thrown instanceof ShakedownError) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return new ClusterError('CLUSTER_UNAVAILABLE', {
    ...{ expected: `to ${call.doing}`, seen: `the request to ${server} failed in a way that is not known (${name})` },
    ...{ todo: NOT_AN_API_SERVER, transient: false, unanswered: isAnsweredByApiServer(call.path), cause: thrown },
  });
}

/** The call took longer than its timeout; one that has begun to read a large answer, since the last part of it. */
export function timedOut(
  call: Call,
  server: string,
  {
    begun = false,
    seen = `no ${begun ? 'further part of the answer' : 'complete answer'} from ${server} within ${(call.timeoutMs ?? 0) / 1_000} s`,
    unanswered = isAnsweredByApiServer(call.path),
  }: { begun?: boolean; seen?: string; unanswered?: boolean } = {},
): ClusterError {
  return new ClusterError('CLUSTER_TIMEOUT', {
    expected: `to ${call.doing}`,
    seen,
    transient: true,
    unanswered,
  });
}

function howToPass(status: string): string {
  return status === '407'
    ? 'the proxy wants a user name and a password: http://USER:PASSWORD@HOST:PORT in proxy-url or HTTPS_PROXY'
    : 'check that the proxy may connect to the API server, or list the server in NO_PROXY';
}

/** The first code in an error, in what caused it, or in the errors that it collects, with the first line of the message that it stands in. */
function codeIn(thrown: unknown, depth = 0): [code: string | undefined, text: string] {
  if (!(thrown instanceof Error) || depth > 10) return [undefined, '']; // a cause may be its own
  if (thrown.name === 'HTTPParserError') return ['HPE_INVALID', firstLine(thrown)]; // most of them have no code
  if ('code' in thrown && typeof thrown.code === 'string') return [thrown.code, firstLine(thrown)];
  const inside = thrown instanceof AggregateError ? thrown.errors : [thrown.cause];
  return inside.map((one) => codeIn(one, depth + 1)).find(([code]) => code !== undefined) ?? [undefined, ''];
}

function firstLine({ message }: Error): string {
  const [line = ''] = message.split('\n');
  return line.slice(0, 200);
}
