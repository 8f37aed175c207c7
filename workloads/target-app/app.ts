import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf, ShakedownError } from '../../src/errors/shakedown-error.ts';
import { POD_HEADER } from '../../src/instruments/agents/requests/ledger-protocol.ts';
import { milliseconds } from '../../src/time/duration.ts';
import { burnCpu } from './burn-cpu.ts';
import { errorShare } from './error-share.ts';
import { withChangedKnobs, type Knobs } from './knobs.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** A longer request body is refused: there are only a few knobs. */
const MAX_BYTES = 16_384;
/** A longer body of `/echo` is refused. */
const MAX_ECHO_BYTES = 1_048_576;

/** The app as a server. */
export interface App {
  readonly knobs: Knobs;
  /** Listens on the port of the knobs; returns the actual port. */
  listen(): Promise<number>;
  /**
   * Ends as a well-behaved app does: it is not ready at once, continues to serve for the time of the knob `drain`, then accepts no new
   * connections. Returns when the last answer is sent.
   */
  drain(): Promise<void>;
  /** Accepts no new connections, at once. Returns when the last answer is sent, and after the time of the knob `drain`. */
  leave(): Promise<void>;
}

/**
 * The HTTP server of the target app. `/healthz`, `/readyz`, `/metrics`, `/echo` (POST: answers with the body) and `/knobs` (GET; PATCH changes
 * them) are its own; a request to any other path is work: it waits, burns CPU time and fails as the knobs define.
 * @param tokenSha256 the SHA-256, in hexadecimal digits, of the token that a PATCH needs as `authorization: Bearer …`. Without it there is none:
 * whoever reaches the app could otherwise make it burn the CPU of its node. @default ''
 */
export function createApp(start: Knobs, metrics: RequestMetrics, log: Logger, tokenSha256 = ''): App {
  let knobs = start;
  let draining = false;
  const fails = errorShare();
  const pod = hostname();
  const created = performance.now();

  const answer = (response: ServerResponse, status: number, body: unknown, type = 'application/json') => {
    // An idle connection would be cut at the end; with this header, the client closes it and opens another one elsewhere.
    if (draining || milliseconds(knobs.keepAlive) === 0) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': type, [POD_HEADER]: pod });
    response.end(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
  };

  const work = async (response: ServerResponse) => {
    const ended = metrics.began();
    response.once('close', ended);
    const latency = milliseconds(knobs.latency);
    if (latency > 0) await delay(latency);
    burnCpu(milliseconds(knobs.cpu));
    const isWarm = performance.now() - created >= milliseconds(knobs.warmUp);
    const status = !isWarm ? 503 : fails(knobs.errorRate) ? 500 : 200;
    answer(response, status, { version: knobs.version, pod, status });
  };

  const changeKnobs = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isAuthorized(request, tokenSha256)) {
      request.resume();
      return answer(response, 403, 'KNOBS_REFUSED: a different token, or none\n', 'text/plain');
    }
    try {
      knobs = withChangedKnobs(knobs, JSON.parse(await bodyOf(request)));
      server.keepAliveTimeout = milliseconds(knobs.keepAlive);
      log.info({ knobs }, 'knobs changed');
      answer(response, 200, knobs);
    } catch (error) {
      if (!(error instanceof ShakedownError || error instanceof SyntaxError)) throw error;
      answer(response, 400, `${messageOf(error)}\n`, 'text/plain');
    }
  };

  const echo = async (request: IncomingMessage, response: ServerResponse) => {
    const bytes = Number(request.headers['content-length'] ?? Number.NaN);
    if (request.method !== 'POST' || !(bytes <= MAX_ECHO_BYTES)) {
      request.resume();
      return answer(
        response,
        400,
        `a POST of at most ${MAX_ECHO_BYTES} bytes, with a content-length header\n`,
        'text/plain',
      );
    }
    const body = await buffer(request);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': body.length });
    // In a packet of its own: it arrives also where large packets do not.
    response.flushHeaders();
    response.end(body);
  };

  const route = async (path: string, request: IncomingMessage, response: ServerResponse) => {
    if (path === '/knobs' && request.method === 'PATCH') return changeKnobs(request, response);
    if (path === '/echo') return echo(request, response);
    request.resume();
    if (path === '/healthz') return answer(response, 200, 'ok\n', 'text/plain');
    if (path === '/readyz') {
      if (draining) return answer(response, 503, 'draining\n', 'text/plain');
      return answer(response, knobs.ready ? 200 : 503, knobs.ready ? 'ok\n' : 'not ready\n', 'text/plain');
    }
    if (path === '/metrics') return answer(response, 200, await metrics.text(), metrics.contentType);
    if (path === '/knobs') return answer(response, 200, knobs);
    return work(response);
  };

  const server = createServer((request, response) => {
    const begun = performance.now();
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    response.once('close', () => {
      const seconds = (performance.now() - begun) / 1_000;
      const status = response.writableFinished ? response.statusCode : 'aborted';
      metrics.ended(path, status, seconds);
      log.debug({ method: request.method, path, status, seconds }, 'request');
    });
    route(path, request, response).catch((error: unknown) => {
      log.error({ path, error: messageOf(error) }, 'request failed');
      response.destroy();
    });
  });
  server.keepAliveTimeout = milliseconds(knobs.keepAlive);
  const close = async () => {
    await new Promise((resolve) => server.close(resolve));
  };

  return {
    get knobs() {
      return knobs;
    },
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(knobs.port, () => resolve((server.address() as AddressInfo).port));
      }),
    drain: async () => {
      draining = true;
      await delay(milliseconds(knobs.drain));
      await close();
    },
    leave: async () => {
      await Promise.all([close(), delay(milliseconds(knobs.drain))]);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const bytes = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(bytes <= MAX_BYTES)) {
    request.resume();
    throw new ShakedownError('KNOB_INVALID', {
      meaning: 'usage',
      expected: `at most ${MAX_BYTES} bytes of knobs, with a content-length header`,
      seen: request.headers['content-length'] ?? 'no content-length',
    });
  }
  return (await buffer(request)).toString('utf8');
}

function isAuthorized({ headers }: IncomingMessage, sha256: string): boolean {
  const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  const [a, b] = [createHash('sha256').update(token).digest(), Buffer.from(sha256, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
