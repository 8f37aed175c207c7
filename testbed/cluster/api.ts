import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Layout } from '../machine/layout.ts';

/** An answer of the API server; status 0 when there was no answer. */
export interface Answer {
  status: number;
  /** The body, parsed if it is JSON; the error's text when there was no answer. */
  body: unknown;
}

/** Reads from a cluster's API server as its administrator, over the Unix socket: this works while the forwarder on the host is down. */
export interface Api {
  get(path: string): Promise<Answer>;
}

/** The API server of a cluster; its PKI must exist before the first call. */
export function apiOf(layout: Layout): Api {
  let agent: Agent | undefined;
  const connect = () => {
    const [ca, cert, key] = ['ca.crt', 'admin.crt', 'admin.key'].map((file) => readFileSync(layout.pki(file)));
    return new Agent({ keepAlive: true, ca, cert, key, servername: 'localhost', timeout: 30_000 });
  };
  return {
    get: (path) =>
      new Promise((resolve) => {
        agent ??= connect();
        const unreachable = (error: Error) => resolve({ status: 0, body: error.message });
        const call = request(
          { agent, socketPath: layout.apiSocket, path, signal: AbortSignal.timeout(10_000) },
          (response) => {
            const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
            text(response)
              .then((body) => resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(body) : body }))
              .catch(unreachable);
          },
        );
        call.on('error', unreachable).end();
      }),
  };
}

/** A short text that says what is wrong with an answer; undefined for 200. */
export function refusal({ status, body }: Answer): string | undefined {
  if (status === 200) return undefined;
  if (status === 0) return `no answer: ${String(body)}`;
  const message = typeof body === 'string' ? body.trim() : (body as { message?: string } | null)?.message;
  return message === undefined ? `HTTP ${status}` : `HTTP ${status}: ${message}`;
}
