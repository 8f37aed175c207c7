import { request } from 'node:http';
import { BUDGET_SPENT, type PayloadTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { PayloadAnswer } from '../../src/instruments/agents/fleet/probe-fleet.ts';
import type { InTurn } from './connect-to.ts';

type Outcome = Pick<PayloadAnswer, 'reached' | 'error'>;

/**
 * Sends a payload to a target app and receives as much from it. Small packets pass where the largest do not, so how far it came tells more
 * than whether it failed.
 */
export async function exchange(target: PayloadTarget, timeoutMs: number, inTurn: InTurn): Promise<PayloadAnswer> {
  const begun = performance.now();
  const outcome = await inTurn(() => sendAndReceive(target, timeoutMs), { reached: 'nothing', error: BUDGET_SPENT });
  const { host, port } = target;
  return { host, port, ...outcome, seconds: (performance.now() - begun) / 1_000 };
}

function sendAndReceive({ host, port, bytes }: PayloadTarget, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const sent = request({
      host,
      port,
      method: 'POST',
      path: '/echo',
      headers: { 'content-length': bytes },
      agent: false,
    });
    let reached: Outcome['reached'] = 'nothing';
    const answer = (error?: string) => {
      clearTimeout(timer);
      sent.destroy();
      resolve({ reached, ...(error !== undefined && { error }) });
    };
    const timer = setTimeout(() => answer('timeout'), timeoutMs);
    sent.on('error', (error: NodeJS.ErrnoException) => answer(error.code ?? error.message));
    sent.once('socket', (socket) => socket.once('connect', () => (reached = 'connected')));
    sent.once('response', (response) => {
      let received = 0;
      // The app answers when it has received everything.
      if (response.statusCode === 200) reached = 'sent';
      else return answer(`status ${response.statusCode}`);
      response.on('error', (error: NodeJS.ErrnoException) => answer(error.code ?? error.message));
      response.on('data', (part: Buffer) => (received += part.length));
      response.once('end', () => {
        if (received !== bytes) return answer(`${received} of ${bytes} bytes`);
        reached = 'received';
        answer();
      });
    });
    sent.end(Buffer.alloc(bytes, 'shakedown'));
  });
}
