import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { POD_HEADER, type LedgerRecord } from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { later } from '../later.ts';

/** Where requests go to, and how long they may take. */
export interface RequestTarget {
  host: string;
  port: number;
  path: string;
  /** The header `host`. @default the address */
  hostName?: string;
  timeoutMs: number;
}

/** The pod that has answered last on each connection. */
const answeredBy = new WeakMap<Socket, string>();

/** A pool that keeps one idle connection. */
export const keptConnection = (): Agent => new Agent({ keepAlive: true, maxFreeSockets: 1 });

/**
 * Sends one GET and receives its whole answer; never rejects. Nothing is sent again, also not on a connection that the other side has just closed.
 * @param pool the connections to reuse. @default a new connection, which is closed after the answer
 */
export function sendRequest(
  { host, port, path, hostName, timeoutMs }: RequestTarget,
  pool?: Agent,
): Promise<LedgerRecord> {
  return new Promise((resolve) => {
    const sent = Date.now();
    const begun = performance.now();
    const call = request({
      host,
      port,
      path,
      agent: pool ?? false,
      headers: hostName === undefined ? {} : { host: hostName },
    });
    let isAnswered = false;
    let pod: string | undefined;
    const answer = (outcome: Pick<LedgerRecord, 'status' | 'error'>) => {
      if (isAnswered) return;
      isAnswered = true;
      endTimer();
      if (outcome.error !== undefined) call.destroy();
      const ended = sent + Math.round(performance.now() - begun);
      resolve({ sent, ended, reused: call.reusedSocket, ...outcome, ...(pod !== undefined && { pod }) });
    };
    const endTimer = later(timeoutMs, () => answer({ error: 'timeout' }));
    const failed = ({ code, message }: NodeJS.ErrnoException) => answer({ error: code ?? message });
    call.on('error', failed);
    call.once('socket', (socket) => (pod = answeredBy.get(socket)));
    call.once('response', (response) => {
      const name = response.headers[POD_HEADER];
      if (typeof name === 'string') {
        pod = name;
        if (call.socket) answeredBy.set(call.socket, name);
      }
      response.on('error', failed);
      response.once('end', () => answer({ status: response.statusCode ?? 0 }));
      response.once('close', () => answer({ error: 'ECONNRESET' }));
      response.resume();
    });
    call.end();
  });
}
