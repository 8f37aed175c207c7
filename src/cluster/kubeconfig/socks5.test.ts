import { expect } from 'chai';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Agent, request } from 'undici';
import { socks5Connector } from './socks5.ts';

/** A proxy that answers each message of a client with the next of these; when it grants a connection, that is to the port. Then it closes. */
function proxyWith(answers: readonly number[][], port: number): Server {
  return createServer((client) => {
    let turn = 0;
    client.on('error', () => {});
    client.on('data', function answer() {
      const bytes = answers[turn];
      if (!bytes) return client.destroy();
      turn += 1;
      if (bytes !== GRANTED) return client.write(Buffer.from(bytes));
      client.off('data', answer);
      const server = connect(port, '127.0.0.1', () => {
        client.write(Buffer.from(bytes));
        client.pipe(server).pipe(client);
      });
      return server;
    });
  });
}

const GRANTED = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80];

describe('A SOCKS5 proxy', () => {
  const servers: Server[] = [];
  const listening = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const asked = async (answers: readonly number[][], { host = 'k8s.invalid', login = '' } = {}) => {
    const target = await listening(createHttpServer((_, response) => response.end('hello')));
    const port = await listening(proxyWith(answers, target));
    const agent = new Agent({ connect: socks5Connector(new URL(`socks5://${login}127.0.0.1:${port}`), {}, 2_000) });
    try {
      return await (await request(`http://${host}/`, { dispatcher: agent })).body.text();
    } catch (error) {
      return (error as Error).message;
    } finally {
      await agent.destroy();
    }
  };
  afterEach(() => servers.splice(0).map((server) => server.close()));

  it('connects, and resolves names itself', async () => expect(await asked([[5, 0], GRANTED])).to.equal('hello'));

  it('is asked for addresses of both versions', async () => {
    for (const host of ['10.0.0.1', '[fd00::1]']) expect(await asked([[5, 0], GRANTED], { host })).to.equal('hello');
  });

  it('is told the user name and the password', async () => {
    expect(await asked([[5, 2], [1, 0], GRANTED], { login: 'ann:se%20cret@' })).to.equal('hello');
  });

  for (const [what, answers, login, said] of [
    ['wants a user name', [[5, 2]], '', 'it wants a user name and a password'],
    [
      'does not accept the password',
      [
        [5, 2],
        [1, 1],
      ],
      'ann:x@',
      'it does not accept the user name and the password',
    ],
    [
      'does not allow the connection',
      [
        [5, 0],
        [5, 2, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      '',
      'it does not allow this connection',
    ],
    ['is something else', [[72, 84]], '', 'it is no SOCKS5 proxy'],
    ['closes the connection', [], '', 'it closed the connection'],
  ] as const)
    it(`that ${what} is said in a sentence`, async () => {
      expect(
        await asked(
          answers.map((one) => [...one]),
          { login },
        ),
      ).to.equal(said);
    });
});
