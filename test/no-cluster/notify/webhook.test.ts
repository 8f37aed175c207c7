import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { HTTP, type CloudEvent } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { configSchema } from '../../../src/config/schema.ts';
import type { ShakedownError } from '../../../src/errors/shakedown-error.ts';
import type { RunEvent } from '../../../src/notify/event/run-event.ts';
import { exampleEvents } from '../../../src/notify/example-events.fixture.ts';
import { postEvent } from '../../../src/notify/webhook/deliver.ts';
import { jumpingClock, systemClock } from '../../../src/time/clock.ts';

const SECRET = `whsec_${Buffer.from('a secret of 24 bytes, so.').toString('base64')}`;
const { signal } = new AbortController();

describe('The webhook', () => {
  let directory: string;
  let server: Server;
  let url: string;
  const statuses: number[] = [];
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'webhook-'));
    await writeFile(join(directory, 'secret'), `${SECRET}\n`);
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(statuses.shift() ?? 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret-path`;
  });
  beforeEach(() => {
    received.length = 0;
    statuses.length = 0;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true });
  });

  const post = async (event: RunEvent, clock = systemClock, webhook: object = {}) => {
    const secret = `file:${join(directory, 'secret')}`;
    const reportUrl = 'https://reports.example/{cluster}/{run}.html';
    const config = configSchema.parse({ notify: { reportUrl, webhook: { url, secret, ...webhook } } });
    return await postEvent(event, { config }, signal, clock);
  };

  for (const [name, event] of Object.entries(exampleEvents))
    it(`receives a CloudEvent of less than 64 KiB, whose signature the library of Standard Webhooks accepts: ${name}`, async () => {
      await post(event);
      const [{ headers, body } = { headers: {}, body: '' }] = received;
      expect(Buffer.byteLength(body)).to.be.lessThan(64 * 1_024);
      const cloud = HTTP.toEvent({ headers, body }) as CloudEvent<RunEvent>;
      expect(cloud.validate()).to.equal(true);
      expect(cloud.type).to.equal(`shakedown.run.${event.kind.replaceAll(' ', '-')}`);
      expect(cloud.data?.verdict).to.deep.equal(event.verdict);
      const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
      expect(verified).to.deep.equal(JSON.parse(body));
      expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).to.throw(
        'No matching signature',
      );
    });

  it('receives what happened, why, since when, and what changed', async () => {
    expect(await post(exampleEvents['first failure'] as RunEvent)).to.equal(
      `sent shakedown.run.first-failure to ${new URL(url).host}`,
    );
    const event = JSON.parse(received[0]?.body ?? '') as { data: Record<string, unknown> };
    expect(event).to.deep.include({
      ...{ specversion: '1.0', source: '/shakedown/clusters/staging', subject: '20261121-220000-aaaa' },
      ...{
        id: '20261121-220000-aaaa-first-failure',
        time: '2026-11-21T22:05:00.000Z',
        datacontenttype: 'application/json',
      },
    });
    expect(event.data).to.deep.include({
      ...{ kind: 'first failure', repeats: false, left: { causes: 0, tests: 0 } },
      reportUrl: 'https://reports.example/staging/20261121-220000-aaaa.html',
    });
    expect(event.data['changes']).to.deep.include({
      newlyFailing: {
        count: 3,
        ids: ['workloads/deployment/shop/web', 'workloads/statefulset/team-b/db', 'workloads/statefulset/team-c/db'],
      },
      facts: [{ what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' }],
    });
  });

  it('counts what it leaves out', async () => {
    await post(exampleEvents['5,000 failures'] as RunEvent);
    const { data } = JSON.parse(received[0]?.body ?? '') as {
      data: { failures: { tests: unknown[] }[]; left: { tests: number } };
    };
    const listed = data.failures.reduce((sum, { tests }) => sum + tests.length, 0);
    expect(listed + data.left.tests).to.equal(5_000);
    expect(listed).to.be.greaterThan(50);
  });

  it('is not signed without a secret, and may have any text as one', async () => {
    await post(exampleEvents['passed'] as RunEvent, systemClock, { secret: '' });
    expect(Object.keys(received[0]?.headers ?? {}).filter((name) => name.startsWith('webhook-'))).to.deep.equal([]);
    await writeFile(join(directory, 'text'), 'any text');
    await post(exampleEvents['passed'] as RunEvent, systemClock, { secret: `file:${join(directory, 'text')}` });
    const { headers, body } = received[1] ?? { headers: {}, body: '' };
    expect(new Webhook('any text', { format: 'raw' }).verify(body, headers as Record<string, string>)).to.be.an(
      'object',
    );
  });

  it('is sent the same event again when it has a fault of its own', async () => {
    statuses.push(503, 429);
    await post(exampleEvents['fixed'] as RunEvent, jumpingClock());
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).to.deep.equal(
      new Set(['20261124-220000-aaaa-fixed']),
    );
    expect(received).to.have.length(3);
  });

  it('is found by the place of its address, where that is a secret', async () => {
    await writeFile(join(directory, 'url'), `${url}\n`);
    await writeFile(join(directory, 'none'), 'secret-but-no-address');
    const by = async (name: string) =>
      await post(exampleEvents['passed'] as RunEvent, jumpingClock(), { url: `file:${join(directory, name)}` });
    expect(await by('url')).to.equal(`sent shakedown.run.passed to ${new URL(url).host}`);
    expect(await by('none').catch((error: Error) => error.message)).to.equal(
      'NOTIFY_ADDRESS: the secret that notify.webhook.url names is none\n' +
        '  expected: the address of a webhook, which begins with https:// or http://\n  do:       correct the secret',
    );
  });

  it('is told by its host alone when it refuses, or cannot be reached', async () => {
    const failure = (webhook: object = {}) =>
      post(exampleEvents['fixed'] as RunEvent, jumpingClock(), webhook).catch((error: ShakedownError) => error.message);
    statuses.push(403);
    const host = new URL(url).host;
    expect(await failure()).to.equal(
      `NOTIFY_REFUSED: ${host} answered with 403\n  expected: the webhook to accept what is sent to it\n` +
        '  do:       check the credentials next to notify.webhook.url, and what they permit',
    );
    expect(await failure({ url: 'http://127.0.0.1:9999/secret-path' })).to.equal(
      'NOTIFY_UNREACHABLE: 127.0.0.1:9999 cannot be reached (ECONNREFUSED)\n  expected: the webhook to answer\n' +
        '  do:       check notify.webhook.url and the network from here, then: shakedown publish RUN',
    );
  });
});
