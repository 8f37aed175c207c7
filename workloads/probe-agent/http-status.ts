import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { BUDGET_SPENT, type HttpTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { HttpAnswer } from '../../src/instruments/agents/fleet/probe-fleet.ts';
import { grpcStatus } from './grpc-status.ts';
import type { InTurn } from './connect-to.ts';
import { later } from './later.ts';

type Outcome = Pick<HttpAnswer, 'status' | 'error'>;

/** The status that a server answers a GET with, or a gRPC call where one is asked for. Redirects are not followed, and the body is not read. */
export async function httpStatus(target: HttpTarget, timeoutMs: number, inTurn: InTurn): Promise<HttpAnswer> {
  const begun = performance.now();
  const outcome = await inTurn<Outcome>(() => (target.grpc ? grpcStatus : get)(target, timeoutMs), {
    error: BUDGET_SPENT,
  });
  const { host, port } = target;
  return { host, port, ...outcome, seconds: (performance.now() - begun) / 1_000 };
}

function get({ host, port, tls, serverName, path }: HttpTarget, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = {
      ...{ host, port, path, agent: false },
      headers: { ...(serverName !== undefined && { host: serverName }), 'user-agent': 'shakedown' },
    };
    // What is trusted is for others to judge.
    const trust = { ...(serverName !== undefined && { servername: serverName }), rejectUnauthorized: false };
    const sent = tls ? requestTls({ ...options, ...trust }) : requestPlain(options);
    const answer = (outcome: Outcome) => {
      end();
      sent.destroy();
      resolve(outcome);
    };
    const end = later(timeoutMs, () => answer({ error: 'timeout' }));
    sent.on('error', ({ code, message }: NodeJS.ErrnoException) => answer({ error: (code ?? message).slice(0, 300) }));
    sent.once('response', (response) => {
      response.on('error', () => {});
      answer({ ...(response.statusCode !== undefined && { status: response.statusCode }) });
    });
    sent.end();
  });
}
