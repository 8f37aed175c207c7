import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import type { HttpTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { HttpAnswer } from '../../src/instruments/agents/fleet/probe-fleet.ts';
import { later } from './later.ts';

type Outcome = Pick<HttpAnswer, 'status' | 'error'>;

/** Nothing can be reached behind what answers. https://grpc.io/docs/guides/status-codes/ */
const UNAVAILABLE = '14';
/** A message without a field: not compressed, of length 0. https://github.com/grpc/grpc/blob/v1.76.0/doc/PROTOCOL-HTTP2.md */
const EMPTY_MESSAGE = Buffer.alloc(5);

/**
 * The status that a server answers a gRPC call with, over HTTP/2 from the first byte; with TLS it must be agreed on. A call that nothing could be
 * reached for counts as 503, as gateways translate it.
 */
export function grpcStatus(target: HttpTarget, timeoutMs: number): Promise<Outcome> {
  const { host, port, tls, serverName, path } = target;
  const scheme = tls ? 'https' : 'http';
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    // What is trusted is for others to judge.
    const trust = { ...(serverName !== undefined && { servername: serverName }), rejectUnauthorized: false };
    const session = connect(`${scheme}://${authority}`, { settings: { enablePush: false }, ...trust });
    const answer = (outcome: Outcome) => {
      end();
      session.destroy();
      resolve(outcome);
    };
    const end = later(timeoutMs, () => answer({ error: 'timeout' }));
    const failed = ({ code, message }: NodeJS.ErrnoException) => answer({ error: (code ?? message).slice(0, 300) });
    session.on('error', failed);
    session.once('close', () => answer({ error: 'closed' }));
    session.once('connect', () => call(session, { scheme, authority: serverName ?? authority, path }, answer, failed));
  });
}

function call(
  session: ClientHttp2Session,
  { scheme, authority, path }: { scheme: string; authority: string; path: string },
  answer: (outcome: Outcome) => void,
  failed: (error: NodeJS.ErrnoException) => void,
): void {
  const sent = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_SCHEME]: scheme,
    [constants.HTTP2_HEADER_AUTHORITY]: authority,
    [constants.HTTP2_HEADER_PATH]: path,
    [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
    [constants.HTTP2_HEADER_TE]: 'trailers',
    [constants.HTTP2_HEADER_USER_AGENT]: 'shakedown',
  });
  let status: number | undefined;
  const note = (headers: IncomingHttpHeaders) => {
    const told = headers[constants.HTTP2_HEADER_STATUS];
    if (told !== undefined) status = Number(told);
    if (headers['grpc-status'] === UNAVAILABLE) status = 503;
  };
  sent.on('error', failed);
  sent.on('response', note);
  sent.on('trailers', note);
  // The status of a call comes after its messages, which are not kept.
  sent.resume();
  sent.once('close', () => answer(status === undefined ? { error: 'closed' } : { status }));
  sent.end(EMPTY_MESSAGE);
}
