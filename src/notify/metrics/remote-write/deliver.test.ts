import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { uncompress } from 'snappyjs';
import { configSchema } from '../../../config/schema.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { eventOf } from '../../event/event-of.ts';
import { endedTest, nightlyRun } from '../../runs.fixture.ts';
import { runSamples } from '../run-metrics.ts';
import { remoteWriteSink } from './deliver.ts';
import { writeRequest } from './write-request.ts';

const results = nightlyRun(22, [endedTest('dns/a', 'failed')]);
const { signal } = new AbortController();

describe('Metrics by remote write', () => {
  let server: Server;
  let directory: string;
  /** The answers to the requests, in their order. */
  let answers: { status: number; headers?: Record<string, string> }[];
  let requests: { headers: IncomingMessage['headers']; body: Buffer }[];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'remote-write-'));
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        requests.push({ headers: request.headers, body });
        const { status = 204, headers = {} } = answers.shift() ?? {};
        response.writeHead(status, headers).end('a text of the server');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    [answers, requests] = [[], []];
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true });
  });

  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** What it did, or the error; and how long it waited, in milliseconds. */
  const send = async (settings: object = {}) => {
    const clock = jumpingClock();
    const remoteWrite = { url: `http://${host()}/api/v1/write`, ...settings };
    const config = configSchema.parse({ notify: { metrics: { remoteWrite } } });
    const run = { directory: join(directory, 'run'), results, config };
    const did = await remoteWriteSink(run, signal, clock).catch((error: Error) => error.message);
    return { did, waited: clock.now() };
  };

  it('are one request as the specification says, at the end of the run', async () => {
    const headers = { 'X-Scope-OrgID': 'team-a' };
    const samples = await runSamples(results, eventOf(results, []));
    expect(await send({ headers })).to.deep.equal({ did: `sent ${samples.length} samples to ${host()}`, waited: 0 });
    expect(requests[0]?.headers).to.include({
      ...{ 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
      ...{ 'x-prometheus-remote-write-version': '0.1.0', 'user-agent': 'shakedown/0.1.0', 'x-scope-orgid': 'team-a' },
    });
    expect(requests[0]?.headers.authorization).to.equal(undefined);
    const sent = uncompress(requests[0]?.body ?? Buffer.alloc(0));
    expect(Buffer.from(sent)).to.deep.equal(Buffer.from(writeRequest(samples, Date.parse('2026-11-22T22:05:00.000Z'))));
    for (const { labels } of samples) expect(labels).to.include({ cluster: 'staging', job: 'shakedown' });
  });

  it('are sent again when the server is busy or has a fault, within bounds, and not when it refuses them', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '7' } }, { status: 500 }, { status: 204 }];
    expect(await send()).to.include({ waited: 9_000 });
    expect(requests).to.have.length(3);
    answers = [{ status: 400 }];
    expect(await send()).to.deep.equal({
      did: [
        `NOTIFY_REFUSED: ${host()} answered with 400`,
        '  expected: the server of remote write to accept what is sent to it',
        '  do:       publish runs in their order, and within an hour of their end: most servers take no sample that is older than the newest ones, or that differs from one they have',
      ].join('\n'),
      waited: 0,
    });
    answers = [500, 500, 500, 500].map((status) => ({ status }));
    const last = await send();
    expect(last.did).to.match(/^NOTIFY_REFUSED: .* answered with 500\n(?:.*\n) {2}do: +look into its log/);
    expect(last.waited).to.equal(7_000);
    expect(requests).to.have.length(8);
  });

  it('have a token, or a name and a password', async () => {
    process.env['SHAKEDOWN_TEST_SECRET'] = 't0ken';
    try {
      await send({ bearerToken: 'env:SHAKEDOWN_TEST_SECRET' });
      await send({ username: 'ci', password: 'env:SHAKEDOWN_TEST_SECRET' });
    } finally {
      delete process.env['SHAKEDOWN_TEST_SECRET'];
    }
    expect(requests.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer t0ken',
      `Basic ${Buffer.from('ci:t0ken').toString('base64')}`,
    ]);
    answers = [{ status: 401 }];
    expect((await send()).did).to.contain('do:       check the credentials next to notify.metrics.remoteWrite.url');
    expect((await send({ bearerToken: 'env:SHAKEDOWN_TEST_SECRET' })).did).to.match(
      /^NOTIFY_NO_SECRET: the variable SHAKEDOWN_TEST_SECRET is not set/,
    );
  });
});
