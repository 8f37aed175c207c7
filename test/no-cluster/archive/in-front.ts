import { once } from 'node:events';
import { createServer as createHttpServer, request as forward, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { judge, signedAnew, type Keys, type Refusal, type TemporaryCredentials } from './temporary-credentials.ts';

/** Something between a client and a server of S3. */
export interface InFront extends AsyncDisposable {
  endpoint: string;
}

/** Answers the first requests with an error, as S3 itself does under load, and passes the others on. It is no server of S3. */
export async function refusing(behind: string, count: number, status: number, code: string): Promise<InFront> {
  let refused = 0;
  return await inFront(behind, () => (refused++ < count ? { status, code } : undefined));
}

/**
 * Takes temporary credentials alone, as S3 does, for a server that knows only keys of its own: what is signed with them is signed anew with those. It is
 * no server of S3.
 * @param valid what is valid now.
 */
export async function takingTemporary(
  behind: string,
  keys: Keys,
  valid: () => readonly TemporaryCredentials[],
): Promise<InFront> {
  return await inFront(
    behind,
    (request) => judge(request, valid()),
    (request) => signedAnew(request, keys),
  );
}

/** Answers with an error in S3's form where there is one. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
async function inFront(
  behind: string,
  refuse: (request: IncomingMessage) => Refusal | undefined,
  headersOf = (request: IncomingMessage) => request.headers,
): Promise<InFront> {
  const server = createHttpServer((request, response) => {
    const refusal = refuse(request);
    if (refusal !== undefined) {
      request.resume();
      response.writeHead(refusal.status, { 'content-type': 'application/xml', connection: 'close' });
      response.end(`<?xml version="1.0"?><Error><Code>${refusal.code}</Code><Message>It is refused.</Message></Error>`);
      return;
    }
    const { expect: _, ...headers } = headersOf(request);
    const { method = '', url = '' } = request;
    const forwarded = forward(new URL(url, behind), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Passes everything on, and calls back once when a client has sent so many bytes. */
export async function counting(behind: string, bytes: number, reached: () => void): Promise<InFront> {
  let sent = 0;
  const { port, hostname } = new URL(behind);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('data', (chunk: Buffer) => {
      const before = sent;
      sent += chunk.length;
      if (before < bytes && sent >= bytes) reached();
    });
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
