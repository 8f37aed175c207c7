import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { AgentWorld, call, facts, tokenSha256 } from './agent.fixture.ts';
import { createAgent, type AgentOptions } from './agent.ts';
import { dnsServer } from './dns-server.fixture.ts';

describe('the probe agent', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());
  const listen = (server: Server) => world.listen(server);
  const start = (options?: Partial<AgentOptions>) => world.start(options);

  it('reports whether each target accepts a connection, in the order of the targets', async () => {
    const accepted: number[] = [];
    const port = await listen(createServer((socket) => void accepted.push(socket.remotePort ?? 0)));
    const closed = await world.closedPort(createServer());
    const { post } = await start();
    const targets = [
      { host: '127.0.0.1', port: closed },
      { host: '127.0.0.1', port },
    ];
    const { status, body } = await post('/tcp', { ...call, targets });
    expect(status).to.equal(200);
    expect(body.answers.map((answer) => ({ ...answer, seconds: 0 }))).to.deep.equal([
      { host: '127.0.0.1', port: closed, ok: false, tried: 1, failed: 1, error: 'ECONNREFUSED', seconds: 0 },
      { host: '127.0.0.1', port, ok: true, tried: 1, failed: 0, seconds: 0 },
    ]);
    expect(accepted).to.have.lengthOf(1);
  });

  it('opens one connection to each of 300 targets', async () => {
    let accepted = 0;
    const port = await listen(createServer((socket) => void ((accepted += 1), socket.on('error', () => {}))));
    const { post } = await start();
    const targets = Array.from({ length: 300 }, () => ({ host: '127.0.0.1', port }));
    const { body } = await post('/tcp', { ...call, targets });
    expect(body.answers.filter((answer) => 'ok' in answer && answer.ok)).to.have.lengthOf(300);
    // The kernel accepts connections for the server, which sees them a little later.
    while (accepted < 300) await new Promise((resolve) => setImmediate(resolve));
  });

  it('opens as many connections to a target as it is asked to, and counts those that fail', async () => {
    let accepted = 0;
    const port = await listen(createServer((socket) => void ((accepted += 1), socket.on('error', () => {}))));
    const closed = await world.closedPort(createServer());
    const { post } = await start();
    const targets = [port, closed].map((one) => ({ host: '127.0.0.1', port: one, times: 7 }));
    const { body } = await post('/tcp', { ...call, targets });
    expect(body.answers.map((answer) => ({ ...answer, seconds: 0 }))).to.deep.equal([
      { host: '127.0.0.1', port, ok: true, tried: 7, failed: 0, seconds: 0 },
      { host: '127.0.0.1', port: closed, ok: false, tried: 7, failed: 7, error: 'ECONNREFUSED', seconds: 0 },
    ]);
    while (accepted < 7) await new Promise((resolve) => setImmediate(resolve));
  });

  it('opens no more connections in all than it may, and says so', async () => {
    const port = await listen(createServer((socket) => void socket.on('error', () => {})));
    const { post } = await start({ pace: { perSecond: 100_000, inAll: 4 } });
    const targets = [{ host: '127.0.0.1', port, times: 3 }];
    const seen = async () => (await post('/tcp', { ...call, targets })).body.answers[0];
    expect(await seen()).to.include({ ok: true, failed: 0 });
    expect(await seen()).to.include({ ok: false, failed: 2, error: 'budget spent' });
  });

  describe('that holds connections open', () => {
    const seen = async (onSocket: (socket: Socket) => void, more: object = {}) => {
      const port = await listen(createServer((socket) => onSocket(socket.on('error', () => {}))));
      const { post } = await start();
      const targets = [{ host: '127.0.0.1', port, times: 4 }];
      return (await post('/tcp', { ...call, holdMs: 500, ...more, targets })).body.answers[0];
    };

    it('counts those that the other side closes, as a proxy does with nothing behind it', async () => {
      expect(await seen((socket) => socket.end())).to.include({ ok: true, failed: 0, closed: 4 });
      let turn = 0;
      expect(await seen((socket) => void (turn++ % 2 === 0 && socket.end()))).to.include({ ok: true, closed: 2 });
    });

    it('reports that they are reset', async () => {
      const reset = { ok: false, failed: 4, error: 'ECONNRESET' };
      expect(await seen((socket) => socket.resetAndDestroy())).to.include(reset);
      expect(await seen((socket) => setTimeout(() => socket.resetAndDestroy(), 20))).to.include(reset);
    });

    it('does not count those that stay open, that an app answers before it closes them, or that are not held', async () => {
      expect(await seen(() => {})).to.not.have.property('closed');
      expect(await seen((socket) => socket.end('-ERR too many clients'))).to.not.have.property('closed');
      expect(await seen((socket) => setTimeout(() => socket.end(), 20), { holdMs: 0 })).to.not.have.property('closed');
    });
  });

  it('counts connections as slow whose first packet is lost', async () => {
    await using deaf = await deafServer();
    const { post } = await start();
    const targets = [{ host: '127.0.0.1', port: deaf.port }];
    const asked = post('/tcp', { ...call, timeoutMs: 8_000, targets });
    await deaf.wakeAfterLoss();
    expect((await asked).body.answers[0]).to.include({ ok: true, failed: 0, slow: 1 });
  });

  it('counts no connection as slow or failed that the kernel accepted while the agent had no CPU', async () => {
    const port = await listen(createServer((socket) => void socket.on('error', () => {})));
    const { post } = await start();
    const asked = post('/tcp', { ...call, timeoutMs: 1_100, targets: [{ host: '127.0.0.1', port, times: 3 }] });
    const busy = setInterval(() => {
      clearInterval(busy);
      const until = performance.now() + 1_300;
      while (performance.now() < until);
    });
    const [answer] = (await asked).body.answers;
    expect(answer).to.include({ ok: true, failed: 0 });
    expect(answer).to.not.have.property('slow');
  });

  describe('that sends a payload', () => {
    const exchanged = async (app: RequestListener, timeoutMs = 1_000) => {
      const port = await listen(createHttpServer(app));
      const { post } = await start();
      const targets = [{ host: '127.0.0.1', port, bytes: 65_536 }];
      const { body } = await post('/payload', { ...call, timeoutMs, targets });
      const [{ host: _, port: __, seconds: ___, ...answer }] = body.answers as [Record<string, unknown>];
      return answer;
    };

    it('receives as much as it has sent', async () => {
      expect(await exchanged((request, response) => void request.pipe(response))).to.deep.equal({
        reached: 'received',
      });
    });

    it('reports that the payload does not arrive, though the connection is accepted', async () => {
      expect(await exchanged(() => {}, 50)).to.deep.equal({ reached: 'connected', error: 'timeout' });
    });

    it('reports that the payload does not come back, though it has arrived', async () => {
      const cut: RequestListener = (request, response) => {
        request.resume();
        request.once('end', () => response.writeHead(200, { 'content-length': 65_536 }).flushHeaders());
      };
      expect(await exchanged(cut, 500)).to.deep.equal({ reached: 'sent', error: 'timeout' });
    });

    it('reports an app that answers something else', async () => {
      const other: RequestListener = (request, response) => void (request.resume(), response.writeHead(404).end());
      expect(await exchanged(other)).to.deep.equal({ reached: 'connected', error: 'status 404' });
      const less: RequestListener = (request, response) => void (request.resume(), response.end('little'));
      expect(await exchanged(less)).to.deep.equal({ reached: 'sent', error: '6 of 65536 bytes' });
    });
  });

  it('refuses to connect to its node and to metadata services', async () => {
    const port = await listen(createAgent({ tokenSha256, facts, pace: { perSecond: 1, inAll: 1 } }));
    for (const [path, host] of [
      ['/tcp', '169.254.169.254'],
      ['/payload', '127.0.0.1'],
    ] as const) {
      const body = JSON.stringify({ ...call, targets: [{ host, port: 80, bytes: 1 }] });
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
      expect([response.status, await response.json()]).to.deep.equal([
        400,
        {
          error: `CALL_INVALID: "${host}"\n  expected: host to be no address of the node itself and no metadata service`,
        },
      ]);
    }
  });

  it('reports a timeout for a target that does not answer in time', async () => {
    await using deaf = await deafServer();
    const { post } = await start();
    const { body } = await post('/tcp', { ...call, timeoutMs: 50, targets: [{ host: '127.0.0.1', port: deaf.port }] });
    expect(body.answers.map((answer) => ({ ...answer, seconds: 0 }))).to.deep.equal([
      { host: '127.0.0.1', port: deaf.port, ok: false, tried: 1, failed: 1, error: 'timeout', seconds: 0 },
    ]);
  });

  it("answers DNS questions with the name server's records", async () => {
    await using dns = await dnsServer({
      'web.shop.svc.cluster.local': ['10.96.3.4'],
      'two.example': ['10.0.0.9', '10.0.0.10'],
    });
    const { post } = await start({ nameservers: [dns.address] });
    const questions = ['web.shop.svc.cluster.local.', 'two.example.', 'gone.example.'].map((name) => ({
      name,
      type: 'A',
    }));
    const { body } = await post('/dns', { ...call, questions });
    expect(body.answers.map((answer) => ({ ...answer, seconds: 0 }))).to.deep.equal([
      { name: 'web.shop.svc.cluster.local.', type: 'A', records: ['10.96.3.4'], seconds: 0 },
      { name: 'two.example.', type: 'A', records: ['10.0.0.10', '10.0.0.9'], seconds: 0 },
      { name: 'gone.example.', type: 'A', records: [], error: 'ENOTFOUND', seconds: 0 },
    ]);
    expect(dns.asked.toSorted()).to.deep.equal(['gone.example', 'two.example', 'web.shop.svc.cluster.local']);
  });

  it('asks only the name server that a question names', async () => {
    await using own = await dnsServer({ 'web.example': ['10.0.0.1'] });
    await using other = await dnsServer({ 'web.example': ['10.0.0.2'] });
    const { post } = await start({ nameservers: [own.address] });
    const questions = [{ name: 'web.example.', type: 'A', server: other.address }];
    const { body } = await post('/dns', { ...call, questions });
    expect(body.answers[0]).to.deep.include({ records: ['10.0.0.2'] });
    expect(own.asked).to.deep.equal([]);
  });

  it('asks a name server without an answer twice, and then reports a timeout', async () => {
    await using dns = await dnsServer({ 'quiet.example': 'silent' });
    const { post } = await start({ nameservers: [dns.address] });
    const { body } = await post('/dns', {
      ...call,
      timeoutMs: 700,
      questions: [{ name: 'quiet.example.', type: 'A' }],
    });
    expect(body.answers[0]).to.include({ error: 'timeout', lost: 2 });
    expect(dns.asked.splice(0)).to.deep.equal(['quiet.example', 'quiet.example']);
    const once = await post('/dns', { ...call, questions: [{ name: 'quiet.example.', type: 'A', tries: 1 }] });
    expect(once.body.answers[0]).to.include({ error: 'timeout', lost: 1 });
    expect(dns.asked).to.deep.equal(['quiet.example']);
  });

  it("reports its pod's name servers and search domains", async () => {
    const { get } = await start();
    expect(await (await get('/healthz')).json()).to.deep.equal(facts);
  });

  it('refuses a call without the token of the run', async () => {
    const { post } = await start();
    const { status, body } = await post('/tcp', { ...call, token: 'sesame', targets: [] });
    expect([status, body.error]).to.deep.equal([
      403,
      'CALL_REFUSED: a different token, or none\n  expected: the token of this run',
    ]);
  });

  for (const [what, path, fields, error] of [
    [
      'a host name as target',
      '/tcp',
      { targets: [{ host: 'example.org', port: 80 }] },
      '"example.org"\n  expected: host to be an IP address',
    ],
    [
      'a port out of range',
      '/tcp',
      { targets: [{ host: '127.0.0.1', port: 0 }] },
      '0\n  expected: port to be a whole number from 1 to 65535',
    ],
    [
      'too many targets',
      '/tcp',
      { targets: Array.from({ length: 501 }, () => ({})) },
      '501\n  expected: at most 500 targets in one call',
    ],
    [
      'too many connections',
      '/tcp',
      { targets: [1, 2].map((port) => ({ host: '10.0.0.1', port, times: 300 })) },
      '600\n  expected: at most 500 connections in one call',
    ],
    [
      'a payload that is too long',
      '/payload',
      { targets: [{ host: '10.0.0.1', port: 80, bytes: 2_000_000 }] },
      '2000000\n  expected: bytes to be a whole number from 1 to 1048576',
    ],
    ['no targets', '/tcp', {}, 'nothing\n  expected: targets to be a list'],
    [
      'a timeout that is too long',
      '/tcp',
      { targets: [], timeoutMs: 60_000 },
      '60000\n  expected: timeoutMs to be from 1 to 10000',
    ],
    [
      'an invalid name',
      '/dns',
      { questions: [{ name: 'a b', type: 'A' }] },
      '"a b"\n  expected: name to be a DNS name',
    ],
    [
      'a type that it does not support',
      '/dns',
      { questions: [{ name: 'a.', type: 'ANY' }] },
      '"ANY"\n  expected: type to be A, AAAA or SRV',
    ],
    ...['coredns:53', '10.96.0.10', '10.96.0.10:0', 'fd00::a:53'].map(
      (server) =>
        [
          `a name server written as ${server}`,
          '/dns',
          { questions: [{ name: 'a.', type: 'A', server }] },
          `"${server}"\n  expected: server to be an IP address and a port`,
        ] as const,
    ),
  ] as const)
    it(`refuses ${what}`, async () => {
      const { post } = await start();
      const { status, body } = await post(path, { ...call, ...fields });
      expect([status, body.error]).to.deep.equal([400, `CALL_INVALID: ${error}`]);
    });

  it('refuses a body that is not JSON or is too long for a call', async () => {
    const { post } = await start();
    expect((await post('/tcp', 'x'.repeat(300_000))).body.error).to.match(
      /^CALL_INVALID: .*\n {2}expected: a body of at most 262144 bytes/,
    );
    expect((await post('/tcp', ['x'])).body.error).to.equal(
      'CALL_INVALID: ["x"]\n  expected: a call to be a JSON object',
    );
  });

  it('refuses all other requests', async () => {
    const { get, post } = await start();
    expect((await get('/')).status).to.equal(404);
    expect((await get('/tcp')).status).to.equal(404);
    expect((await post('/ftp', call)).body.error).to.equal(
      'this agent answers GET /healthz, POST /tcp, POST /payload, POST /certificate, POST /http, POST /dns, POST /requests/start, POST /requests/read and POST /log',
    );
  });
});

/** A stopped listener with a full queue: the kernel then drops further connections, as a firewall does. */
async function deafServer(): Promise<AsyncDisposable & { port: number; wakeAfterLoss: () => Promise<void> }> {
  const program =
    "net.createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port) })";
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(said.toString());
  child.kill('SIGSTOP');
  const queued = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(queued.map((socket) => once(socket, 'connect')));
  return {
    port,
    wakeAfterLoss: async () => {
      while (!(await waitsForAnswer(port))) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGCONT');
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of queued) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Whether a first packet to a port of this machine had no answer: `SYN_SENT` in /proc/net/tcp (proc_net_tcp.rst of the kernel's documentation). */
async function waitsForAnswer(port: number): Promise<boolean> {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 02 `;
  return (await readFile('/proc/net/tcp', 'utf8')).includes(remote);
}
