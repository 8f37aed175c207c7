import { createServer, type Server } from 'node:http';

/** A wait of a log writer that ends when the runner says so. */
export interface Hold {
  /** Answers `POST /go-on/PART`. */
  server: Server;
  /** Is over when it was told to go on. */
  over: Promise<void>;
}

/**
 * The hold of one part of the lines. It is told by its number, so that a request that is sent twice does not end the hold of the next part: the
 * container is started again in between. Who else can reach the pod could end it early, which loses nothing but the wait.
 */
export function holdOf(part: number): Hold {
  const told = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    const [, number = ''] = /^\/go-on\/(\d{1,4})$/.exec(request.url ?? '') ?? [];
    const status = request.method !== 'POST' || number === '' ? 404 : Number(number) > part ? 409 : 200;
    // The process may end right after: first the answer.
    if (status === 200 && Number(number) === part) response.once('finish', () => told.resolve());
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? 'goes on\n' : 'does not hold\n');
  });
  return { server, over: told.promise };
}
