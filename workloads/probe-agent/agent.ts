import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { hostname } from 'node:os';
import { messageOf, ShakedownError } from '../../src/errors/shakedown-error.ts';
import { agentLimits, type AgentFacts } from '../../src/instruments/agents/agent-protocol.ts';
import { logLine } from '../../src/instruments/logs/lines/log-line.ts';
import { systemClock } from '../../src/time/clock.ts';
import { askDns } from './ask-dns.ts';
import { atMost } from '../../src/parallel/at-most.ts';
import { readCertificateCall, readDnsCall, readHttpCall, readPayloadCall, readTcpCall } from './calls.ts';
import { readLogCall } from './log-call.ts';
import { writeOut } from '../write-out.ts';
import { certificateOf } from './certificate-of.ts';
import { connectTimes } from './connect-to.ts';
import { exchange } from './exchange.ts';
import { httpStatus } from './http-status.ts';
import { paced, type Pace } from './paced.ts';
import { readLedgerOrder, readLedgerRead } from './requests/ledger-calls.ts';
import { ledgersOf } from './requests/ledgers.ts';

/** What an agent needs to start. */
export interface AgentOptions {
  /** The SHA-256 of the token, in hexadecimal digits: calls without the token are refused. */
  tokenSha256: string;
  facts: AgentFacts;
  /** The most connections that it opens, of all calls. */
  pace: Pace;
  /** Name servers instead of those of the pod, with their ports; for tests. */
  nameservers?: readonly string[];
  /** Whether it may connect to an address; for tests. */
  allowed?: (address: string) => boolean;
  /** Writes to its log; for tests. @default to standard output */
  write?: (text: string) => Promise<void>;
}

type Reply = { status: number; body: unknown };

/** The probe agent as a server that does not listen yet. It executes calls within its limits, and nothing else. */
export function createAgent({
  tokenSha256,
  facts,
  pace,
  nameservers,
  allowed,
  write = writeOut,
}: AgentOptions): Server {
  // Questions do not wait for connections, which are paced.
  const [connecting, asking] = [atMost(agentLimits.atOnce), atMost(agentLimits.atOnce)];
  const { next, atOnce } = paced(pace, systemClock);
  const ledgers = ledgersOf(atOnce);
  /** Opens a connection when it is its turn. */
  const inTurn = <Answer>(open: () => Promise<Answer>, spent: Answer): Promise<Answer> =>
    connecting(async () => ((await next()) ? open() : spent));

  const checked = <Call extends { token: string }>(call: Call): Call => {
    if (!isToken(call.token, tokenSha256))
      throw new ShakedownError('CALL_REFUSED', {
        meaning: 'suite',
        expected: 'the token of this run',
        seen: 'a different token, or none',
      });
    return call;
  };

  const replyTo = async (request: IncomingMessage): Promise<Reply> => {
    switch (`${request.method} ${request.url}`) {
      case 'GET /healthz':
        return { status: 200, body: facts };
      case 'POST /tcp': {
        const { targets, ...times } = checked(readTcpCall(await bodyOf(request), allowed));
        const answers = await Promise.all(targets.map((target) => connectTimes(target, times, inTurn)));
        return { status: 200, body: { answers } };
      }
      case 'POST /payload': {
        const { targets, timeoutMs } = checked(readPayloadCall(await bodyOf(request), allowed));
        const answers = await Promise.all(targets.map((target) => exchange(target, timeoutMs, inTurn)));
        return { status: 200, body: { answers } };
      }
      case 'POST /certificate': {
        const { targets, timeoutMs } = checked(readCertificateCall(await bodyOf(request), allowed));
        const answers = await Promise.all(targets.map((target) => certificateOf(target, timeoutMs, inTurn)));
        return { status: 200, body: { answers } };
      }
      case 'POST /http': {
        const { targets, timeoutMs } = checked(readHttpCall(await bodyOf(request), allowed));
        const answers = await Promise.all(targets.map((target) => httpStatus(target, timeoutMs, inTurn)));
        return { status: 200, body: { answers } };
      }
      case 'POST /dns': {
        const { questions, timeoutMs } = checked(readDnsCall(await bodyOf(request)));
        const ask = questions.map((question) => asking(() => askDns(question, timeoutMs, nameservers)));
        return { status: 200, body: { answers: await Promise.all(ask) } };
      }
      case 'POST /requests/start':
        ledgers.start(checked(readLedgerOrder(await bodyOf(request), allowed)));
        return { status: 200, body: {} };
      case 'POST /requests/read':
        return { status: 200, body: ledgers.read(checked(readLedgerRead(await bodyOf(request)))) };
      case 'POST /log': {
        const { run, seq } = checked(readLogCall(await bodyOf(request)));
        await write(`${logLine({ run, kind: 'steady', seq }, systemClock.date().getTime())}\n`);
        // The name of a host is that of its pod.
        return { status: 200, body: { pod: hostname() } };
      }
      default: {
        const calls =
          'GET /healthz, POST /tcp, POST /payload, POST /certificate, POST /http, POST /dns, POST /requests/start, POST /requests/read and POST /log';
        return { status: 404, body: { error: `this agent answers ${calls}` } };
      }
    }
  };

  return createServer({ requestTimeout: 30_000 }, (request, response) => {
    void replyTo(request)
      .catch((error: unknown): Reply => {
        if (error instanceof ShakedownError || error instanceof SyntaxError)
          return { status: refused(error) ? 403 : 400, body: { error: messageOf(error) } };
        return { status: 500, body: { error: messageOf(error) } };
      })
      .then(({ status, body }) => {
        request.resume();
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
  });
}

const refused = (error: Error) => error instanceof ShakedownError && error.code === 'CALL_REFUSED';

function isToken(received: string, sha256: string): boolean {
  const [a, b] = [createHash('sha256').update(received).digest(), Buffer.from(sha256, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(bytes <= agentLimits.bodyBytes))
    throw new ShakedownError('CALL_INVALID', {
      meaning: 'suite',
      expected: `a body of at most ${agentLimits.bodyBytes} bytes, with a content-length header`,
      seen: request.headers['content-length'] ?? 'no content-length',
    });
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
