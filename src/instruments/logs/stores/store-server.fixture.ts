import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import type { StoreAccess } from './ask.ts';

/** A server that plays a log store for a client. */
export interface StoreServer {
  access: StoreAccess;
  /** The same with headers in each request. */
  accessWith(headers: Readonly<Record<string, string>>): StoreAccess;
  close(): Promise<void>;
}

/** Starts a server on this machine. @param answer gets the path, its parameters and the request. */
export async function storeServer(
  answer: (path: string, parameters: URLSearchParams, incoming: IncomingMessage, reply: ServerResponse) => void,
): Promise<StoreServer> {
  const server = createServer((incoming, reply) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://store');
    answer(pathname, searchParams, incoming, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const accessWith = (headers: Readonly<Record<string, string>>): StoreAccess => ({
    title: 'the store',
    ask: async (path, options) => {
      const { statusCode, body } = await request(`http://127.0.0.1:${port}${path}`, { headers, ...options });
      return { status: statusCode, body: await body.text() };
    },
  });
  return {
    access: accessWith({}),
    accessWith,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Answers with JSON. */
export function json(reply: ServerResponse, value: unknown, status = 200): void {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Answers with text. */
export function text(reply: ServerResponse, value: string, status = 200): void {
  reply.writeHead(status, { 'content-type': 'text/plain' }).end(value);
}
