import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { forwarderTo } from './forwarding.ts';

describe('The forwarder', () => {
  const servers: Server[] = [];
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'forwarding-'));
  });

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    rmSync(directory, { recursive: true });
  });

  /** The two forwarders as in a cluster: loopback port → Unix socket → loopback port. @returns the near port. */
  async function chainTo(serve: (socket: Socket) => void): Promise<number> {
    const target = await listening(createServer({ allowHalfOpen: true }, serve));
    const path = join(directory, 'api.sock');
    const inside = forwarderTo({ host: '127.0.0.1', port: target }).listen(path);
    servers.push(inside);
    await once(inside, 'listening');
    return listening(forwarderTo({ path }));
  }

  async function listening(server: Server): Promise<number> {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it('forwards each direction to its end, even when the other direction has ended before', async () => {
    const port = await chainTo(
      (socket) => void text(socket).then((all) => socket.end(`${all.length} bytes, ${all.at(-1)} last`)),
    );
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.end(`${'x'.repeat(3_000_000)}!`);
    expect(await text(client)).to.equal('3000001 bytes, ! last');
  });

  it('ends a connection whose other end breaks', async () => {
    const port = await chainTo((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const client = connect({ port, host: '127.0.0.1' });
    client.on('error', () => {});
    client.write('hello');
    await once(client, 'close');
  });

  it('ends a connection when nobody listens at the other end, and continues to run', async () => {
    const port = await listening(forwarderTo({ path: join(directory, 'nobody.sock') }));
    for (const _ of [1, 2]) {
      const client = connect({ port, host: '127.0.0.1' });
      client.on('error', () => {});
      await once(client, 'close');
    }
  });
});
