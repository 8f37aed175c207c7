import { request, type Dispatcher } from 'undici';
import { Unreachable } from '../../server-access/directly.ts';

/** How long one request may take until the head of its answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** The most redirects that are followed. */
const REDIRECTS = 5;

/** What came of a GET: the last answer, or why there was none. */
export type UrlSeen =
  | {
      status: number;
      /** What answered, after redirects. */
      at: string;
    }
  | {
      at: string;
      /** In a few words. */
      why: string;
      /** It is about the machine that asks: it has no name server, or no network. */
      isOwn?: true;
    };

/** The codes of errors that are about the machine that asks. */
const OWN = new Set(['EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN']);

/**
 * Sends a GET, and follows redirects as long as they lead to the same host, and not from https to http: what another host answers says nothing about this
 * one. A redirect that is not followed is the answer. The body is not read.
 * @param dispatcher has the connections, and verifies certificates.
 * @throws the signal's reason.
 */
export async function getUrl(url: string, dispatcher: Dispatcher, signal: AbortSignal): Promise<UrlSeen> {
  let at = new URL(url);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await head(at, dispatcher, signal);
    if ('why' in answer) return answer;
    const next = redirectedTo(at, answer);
    if (!next) return { status: answer.status, at: at.href };
    if (redirects === REDIRECTS) return { at: url, why: `it redirects more than ${REDIRECTS} times` };
    at = next;
  }
}

/** Where a redirect leads, as far as it is followed; pure. */
export function redirectedTo(
  from: URL,
  { status, location }: { status: number; location?: string | undefined },
): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const to = URL.parse(location, from.href);
  if (!to || to.hostname !== from.hostname) return undefined;
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  return isSafe ? to : undefined;
}

async function head(
  at: URL,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<{ status: number; location?: string } | Extract<UrlSeen, { why: string }>> {
  const ended = new AbortController();
  try {
    const { statusCode, headers } = await request(at.href, {
      ...{ dispatcher, signal: AbortSignal.any([signal, ended.signal]), headersTimeout: ANSWER_MS },
      headers: { 'user-agent': 'shakedown', accept: '*/*' },
    });
    const { location } = headers;
    return { status: statusCode, ...(typeof location === 'string' && { location }) };
  } catch (error) {
    signal.throwIfAborted();
    const { why } = new Unreachable(error);
    return { at: at.href, why, ...(OWN.has((error as { code?: string }).code ?? '') && { isOwn: true as const }) };
  } finally {
    // What follows the head may be long, and is not needed.
    ended.abort();
  }
}
