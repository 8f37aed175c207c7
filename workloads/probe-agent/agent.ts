import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { messageOf, ShakedownError } from '../../src/errors/shakedown-error.ts';
import { agentLimits, type AgentFacts } from '../../src/instruments/agents/agent-protocol.ts';
import { askDns } from './ask-dns.ts';
import { atMost } from './at-most.ts';
import { readDnsCall, readTcpCall } from './calls.ts';
import { connectTo } from './connect-to.ts';

/** What an agent needs to start. */
export interface AgentOptions {
  /** Calls without it are refused. */
  token: string;
  facts: AgentFacts;
  /** Name servers instead of those of the pod, with their ports; for tests. */
  nameservers?: readonly string[];
}

type Reply = { status: number; body: unknown };

/** The probe agent as a server that does not listen yet. It executes calls within its limits, and nothing else. */
export function createAgent({ token, facts, nameservers }: AgentOptions): Server {
  const turn = atMost(agentLimits.atOnce);

  const checked = <Call extends { token: string }>(call: Call): Call => {
    if (!isSame(call.token, token))
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
        const { targets, timeoutMs } = checked(readTcpCall(await bodyOf(request)));
        const answers = await Promise.all(targets.map((target) => turn(() => connectTo(target, timeoutMs))));
        return { status: 200, body: { answers } };
      }
      case 'POST /dns': {
        const { questions, timeoutMs } = checked(readDnsCall(await bodyOf(request)));
        const ask = questions.map((question) => turn(() => askDns(question, timeoutMs, nameservers)));
        return { status: 200, body: { answers: await Promise.all(ask) } };
      }
      default:
        return { status: 404, body: { error: 'this agent answers GET /healthz, POST /tcp and POST /dns' } };
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

function isSame(received: string, expected: string): boolean {
  const [a, b] = [Buffer.from(received), Buffer.from(expected)];
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
