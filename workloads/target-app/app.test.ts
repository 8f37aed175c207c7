import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import pino from 'pino';
import { createApp } from './app.ts';
import { readKnobs, type Knobs } from './knobs.ts';
import { requestMetrics } from './request-metrics.ts';

const authorized = { authorization: 'Bearer open sesame' };

describe('the target app', () => {
  const started: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of started.splice(0)) await end();
  });

  async function start(knobs: Partial<Knobs> = {}) {
    const metrics = requestMetrics('v7');
    const wanted = { ...readKnobs([], {}), port: 0, version: 'v7', drain: '0s' as const, ...knobs };
    const tokenSha256 = createHash('sha256').update('open sesame').digest('hex');
    const app = createApp(wanted, metrics, pino({ level: 'silent' }), tokenSha256);
    const port = await app.listen();
    let drained: Promise<void> | undefined;
    const drain = () => (drained ??= app.drain());
    started.push(drain);
    const url = `http://127.0.0.1:${port}`;
    return {
      app,
      drain,
      port,
      get: (path: string) => fetch(url + path),
      turn: (knobsWanted: object) =>
        fetch(`${url}/knobs`, { method: 'PATCH', headers: authorized, body: JSON.stringify(knobsWanted) }),
      counts: async () => {
        const text = await (await fetch(`${url}/metrics`)).text();
        return text.split('\n').filter((line) => line.startsWith('http_requests'));
      },
    };
  }

  it('answers any path with its version', async () => {
    const { get } = await start();
    const response = await get('/any/path?with=query');
    expect(response.status).to.equal(200);
    expect(await response.json()).to.include({ version: 'v7', status: 200 });
  });

  it('fails exactly the share of requests that errorRate sets', async () => {
    const { get } = await start({ errorRate: 0.25 });
    const statuses: number[] = [];
    for (let n = 0; n < 8; n += 1) statuses.push((await get('/')).status);
    expect(statuses).to.deep.equal([200, 200, 200, 500, 200, 200, 200, 500]);
  });

  it('takes at least as long as its latency', async () => {
    const { get } = await start({ latency: '40ms' });
    const begun = performance.now();
    await get('/');
    expect(performance.now() - begun).to.be.at.least(39);
  });

  it('burns the configured CPU time for each request', async () => {
    const { get } = await start({ cpu: '30ms' });
    const before = process.cpuUsage();
    await get('/');
    const { user, system } = process.cpuUsage(before);
    expect(user + system).to.be.at.least(30_000);
  });

  it('is alive but not ready while the knob ready is false', async () => {
    const { get, turn } = await start({ ready: false });
    expect((await get('/healthz')).status).to.equal(200);
    expect((await get('/readyz')).status).to.equal(503);
    expect((await turn({ ready: true })).status).to.equal(200);
    expect((await get('/readyz')).status).to.equal(200);
  });

  it('shows its knobs, and refuses one that it does not have', async () => {
    const { get, turn } = await start();
    const refused = await turn({ speed: 9 });
    expect(refused.status).to.equal(400);
    expect(await refused.text()).to.match(
      /^KNOB_UNKNOWN: there is no knob 'speed'\n {2}expected: only knobs that the target app has/,
    );
    expect(await (await get('/knobs')).json()).to.include({ latency: '0s', version: 'v7' });
  });

  it('refuses a change of its knobs without the token, and every change when it was started without one', async () => {
    const { port, app } = await start();
    const patch = (at: number, headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${at}/knobs`, { method: 'PATCH', headers, body: '{"cpu":"10s"}' });
    for (const headers of [{}, { authorization: 'Bearer sesame' }] as Record<string, string>[]) {
      const response = await patch(port, headers);
      expect([response.status, await response.text()]).to.deep.equal([
        403,
        'KNOBS_REFUSED: a different token, or none\n',
      ]);
    }
    expect(app.knobs.cpu).to.equal('0s');
    const open = createApp({ ...app.knobs, port: 0 }, requestMetrics('v7'), pino({ level: 'silent' }));
    const at = await open.listen();
    started.push(() => open.drain());
    expect((await patch(at, authorized)).status).to.equal(403);
  });

  it('answers /echo with what it received, up to 1 MiB, and does not count it as work', async () => {
    const { port } = await start({ errorRate: 1 });
    const echo = (body: Buffer) =>
      fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: new Uint8Array(body) });
    const payload = Buffer.alloc(65_536, 'shakedown');
    const response = await echo(payload);
    expect(response.status).to.equal(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(payload)).to.equal(true);
    expect((await echo(Buffer.alloc(1_048_577))).status).to.equal(400);
    expect((await fetch(`http://127.0.0.1:${port}/echo`)).status).to.equal(400);
  });

  it('refuses knobs that are not JSON, and a body that is too long', async () => {
    const { port } = await start();
    const patch = (body: string) =>
      fetch(`http://127.0.0.1:${port}/knobs`, { method: 'PATCH', headers: authorized, body });
    expect((await patch('latency=1s')).status).to.equal(400);
    const long = await patch(JSON.stringify({ latency: 'x'.repeat(20_000) }));
    expect(await long.text()).to.match(/^KNOB_INVALID: .*\n {2}expected: at most 16384 bytes of knobs/);
  });

  it('counts every request by path and status', async () => {
    const { get, counts } = await start({ errorRate: 0.5 });
    for (const path of ['/a', '/a', '/b?x=1', '/readyz', '/b']) await (await get(path)).text();
    expect(await counts()).to.deep.equal([
      'http_requests_total{path="/a",status="200"} 1',
      'http_requests_total{path="/a",status="500"} 1',
      'http_requests_total{path="/b",status="200"} 1',
      'http_requests_total{path="/readyz",status="200"} 1',
      'http_requests_total{path="/b",status="500"} 1',
      'http_requests_in_flight 0',
    ]);
  });

  it('counts all of a thousand parallel requests', async () => {
    const { port, counts } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const one = async () => {
      const sent = request({ port, path: '/load', agent }).end();
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
    };
    await Promise.all(Array.from({ length: 1_000 }, one));
    agent.destroy();
    expect(await counts()).to.include('http_requests_total{path="/load",status="200"} 1000');
  });

  it('counts a request whose client has disconnected as aborted, and counts requests in flight', async () => {
    const { port, counts } = await start({ latency: '5s' });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(async () => (await counts()).includes('http_requests_in_flight 1'));
    socket.destroy();
    await until(async () => (await counts()).includes('http_requests_total{path="/slow",status="aborted"} 1'));
    expect(await counts()).to.include('http_requests_in_flight 0');
  });

  it('counts paths beyond the hundredth as other', async () => {
    const { get, counts } = await start();
    for (let n = 0; n < 103; n += 1) await (await get(`/p${n}`)).text();
    expect(await counts()).to.include('http_requests_total{path="other",status="200"} 3');
  });

  it('keeps connections open, or closes each when keepAlive is 0s', async () => {
    const { get, turn } = await start();
    expect((await get('/')).headers.get('connection')).to.equal('keep-alive');
    await turn({ keepAlive: '0s' });
    expect((await get('/')).headers.get('connection')).to.equal('close');
  });

  it('drains: it is not ready at once, answers the running request, then stops listening', async () => {
    const { get, drain, port, counts } = await start({ latency: '80ms', drain: '40ms' });
    const underWay = get('/last');
    await until(async () => (await counts()).includes('http_requests_in_flight 1'));
    const drained = drain();
    expect((await get('/readyz')).status).to.equal(503);
    const last = await underWay;
    expect([last.status, last.headers.get('connection')]).to.deep.equal([200, 'close']);
    await last.text();
    await drained;
    const refused = await new Promise<NodeJS.ErrnoException>((resolve) => {
      connect(port, '127.0.0.1').once('error', resolve);
    });
    expect(refused.code).to.equal('ECONNREFUSED');
  });
});

/** Waits until `holds` returns true; Mocha's own timeout ends the wait. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
