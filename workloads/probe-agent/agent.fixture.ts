import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createAgent, type AgentOptions } from './agent.ts';

const TOKEN = 'open sesame';
export const tokenSha256 = createHash('sha256').update(TOKEN).digest('hex');
/** What each call of an agent has. */
export const call = { token: TOKEN, timeoutMs: 1_000 };
export const facts = { nameservers: ['10.96.0.10'], search: ['shakedown.svc.cluster.local', 'svc.cluster.local'] };

/** Servers of this machine, and agents that may connect to them, until they are closed. */
export class AgentWorld {
  readonly #open: Server[] = [];

  /** @returns the port of a server that it starts. */
  async listen(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#open.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** A port at which nothing listens. */
  async closedPort(server: Server): Promise<number> {
    const port = await this.listen(server);
    await new Promise((resolve) => this.#open.pop()?.close(resolve));
    return port;
  }

  /** An agent that may connect to this machine. */
  async start(options: Partial<AgentOptions> = {}) {
    const pace = { perSecond: 100_000, inAll: 100_000 };
    const port = await this.listen(createAgent({ tokenSha256, facts, pace, allowed: () => true, ...options }));
    const url = `http://127.0.0.1:${port}`;
    return {
      get: (path: string) => fetch(url + path),
      post: async (path: string, body: unknown) => {
        const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
        return { status: response.status, body: (await response.json()) as { answers: object[]; error: string } };
      },
    };
  }

  async close(): Promise<void> {
    for (const server of this.#open.splice(0)) await new Promise((resolve) => server.close(resolve));
  }
}
