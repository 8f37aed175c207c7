import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A body of a progress post. */
export interface Post {
  msg: string;
  total: number;
  completed: number;
  failures: string[];
}

/** Replaces Sonobuoy's worker: a port that accepts progress posts. */
export async function progressServer(): Promise<AsyncDisposable & { port: string; posts: Post[] }> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.url === '/progress') posts.push(JSON.parse(body) as Post);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: String((server.address() as AddressInfo).port),
    posts,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
