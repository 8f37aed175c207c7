import { expect } from 'chai';
import { createServer as createHttpServer } from 'node:http';
import { ledgerLimits, type LedgerPage } from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { AgentWorld, call } from '../agent.fixture.ts';

describe('the probe agent with request ledgers', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());

  it('sends requests, and returns what came of them', async () => {
    const port = await world.listen(createHttpServer((_request, response) => void response.end('ok')));
    const { post } = await world.start();
    const order = {
      ...call,
      timeoutMs: 10_000,
      id: 'one',
      host: '127.0.0.1',
      port,
      path: '/',
      perSecond: 100,
      seconds: 60,
    };
    for (let times = 0; times < 2; times += 1) expect((await post('/requests/start', order)).status).to.equal(200);
    const read = async (stop: boolean) =>
      (await post('/requests/read', { token: call.token, id: 'one', from: 0, stop })).body as unknown as LedgerPage;
    while (!(await read(false)).records.some(({ status, reused }) => status === 200 && reused));
    let last = await read(true);
    while (!last.isOver) last = await read(true);
    // On a busy machine some are not sent.
    expect(last.records).to.have.lengthOf(last.due - last.missed);
    expect(new Set(last.records.map(({ status, error }) => status ?? error))).to.deep.equal(new Set([200]));
  });

  it('does not know the ledger of an agent that it has replaced', async () => {
    const { post } = await world.start();
    const { status, body } = await post('/requests/read', { token: call.token, id: 'one', from: 0 });
    expect([status, body.error]).to.deep.equal([
      400,
      'LEDGER_UNKNOWN: no ledger one\n  expected: a ledger that this agent has started',
    ]);
  });

  it('has a limited number of ledgers', async () => {
    const port = await world.listen(createHttpServer((_request, response) => void response.end('ok')));
    const { post } = await world.start();
    const order = { ...call, host: '127.0.0.1', port, path: '/', perSecond: 1, seconds: 60 };
    const ids = Array.from({ length: ledgerLimits.atOnce + 1 }, (_, index) => `l${index}`);
    const statuses: number[] = [];
    for (const id of ids) statuses.push((await post('/requests/start', { ...order, id })).status);
    expect(statuses).to.deep.equal([...Array(ledgerLimits.atOnce).fill(200), 400]);
    for (const id of ids) await post('/requests/read', { token: call.token, id, from: 0, stop: true });
  });

  for (const [what, path, fields, expected] of [
    ['faster than it may', 'start', { perSecond: 101 }, 'perSecond to be above 0 and at most 100'],
    ['for longer than it may', 'start', { seconds: 901 }, 'seconds to be a whole number from 1 to 900'],
    ['under a name that is none', 'start', { id: 'a b' }, 'id to be a text of letters, digits and hyphens'],
    ['for no path', 'start', { path: 'healthz' }, 'path to be the path of a URL'],
    ['of no host', 'start', { hostName: 'a\r\nb' }, 'hostName to be the name of a host'],
    ['and reads from nowhere', 'read', { from: -1 }, 'from to be a whole number of at least 0'],
  ] as const)
    it(`sends no requests ${what}`, async () => {
      const { post } = await world.start();
      const order = {
        ...call,
        id: 'one',
        host: '10.0.0.1',
        port: 80,
        path: '/',
        perSecond: 1,
        seconds: 1,
        from: 0,
        ...fields,
      };
      const { status, body } = await post(`/requests/${path}`, order);
      expect([status, body.error.split('expected: ')[1]]).to.deep.equal([400, expected]);
    });
});
