import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Proxies that pass on every connection. */
export class Proxies implements AsyncDisposable {
  /** URLs of one that takes CONNECT, and of one that takes SOCKS5. */
  readonly http: string;
  readonly socks: string;
  readonly #servers: readonly Server[];

  private constructor(servers: [Server, Server]) {
    const [http, socks] = servers.map((server) => (server.address() as AddressInfo).port);
    this.http = `http://127.0.0.1:${http}`;
    this.socks = `socks5://127.0.0.1:${socks}`;
    this.#servers = servers;
  }

  static async start(): Promise<Proxies> {
    const http = createHttpServer().on('connect', ({ url = '' }, client: Socket) => {
      const { hostname, port } = new URL(`http://${url}`);
      pass(client, hostname, Number(port), 'HTTP/1.1 200 OK\r\n\r\n');
    });
    const socks = createServer((client) => {
      client.once('data', () => {
        client.write(Buffer.from([5, 0]));
        client.once('data', (asked) => {
          const host = asked[3] === 1 ? asked.subarray(4, 8).join('.') : asked.subarray(5, -2).toString();
          pass(client, host, asked.readUInt16BE(asked.length - 2), Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        });
      });
    });
    for (const server of [http, socks])
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return new Proxies([http, socks]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await new Promise((resolve) => server.close(resolve));
  }
}

function pass(client: Socket, host: string, port: number, greeting: string | Buffer): void {
  const server = connect({ host, port }, () => {
    client.write(greeting);
    client.pipe(server).pipe(client);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const)
    one.on('error', () => other.destroy()).on('close', () => other.destroy());
}
