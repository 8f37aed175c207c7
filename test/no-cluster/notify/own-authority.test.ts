import { createServer, type Server } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../../src/config/schema.ts';
import { pushgatewaySink } from '../../../src/notify/metrics/deliver.ts';
import { remoteWriteSink } from '../../../src/notify/metrics/remote-write/deliver.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { slackSink } from '../../../src/notify/slack/deliver.ts';
import type { ToldRun } from '../../../src/notify/tell-once.ts';
import { webhookSink } from '../../../src/notify/webhook/deliver.ts';
import { certificateFor, inDays, type TestCertificate } from '../../own-cluster/faults/certificate.ts';
import { LOGIN, startPrometheus } from './prometheus.ts';

const { signal } = new AbortController();
const results = nightlyRun(22, [endedTest('dns/a', 'failed')]);

describe('Servers of channels with certificates of their own authority', function () {
  this.timeout(60_000);
  let directory: string;
  let trusted: TestCertificate;
  let requests: string[];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'own-authority-'));
    trusted = await certificateFor('localhost', inDays(-1), inDays(1));
    await writeFile(join(directory, 'password'), LOGIN.password);
  });
  beforeEach(() => {
    requests = [];
  });
  after(() => rm(directory, { recursive: true }));

  /** A server that takes everything, as Slack's webhook does. */
  async function withServer(certificate: TestCertificate, use: (port: number) => Promise<void>): Promise<void> {
    const server: Server = createServer(certificate, (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.writeHead(200).end('ok'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await use((server.address() as AddressInfo).port);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** What a sink did, or the error, without the number of the port. @param ca what the file of `notify.ca` has; without it there is none. */
  async function told(sink: (run: ToldRun, signal: AbortSignal) => Promise<string>, notify: object, ca?: string) {
    const file = join(directory, 'ca.pem');
    if (ca !== undefined) await writeFile(file, ca);
    const config = configSchema.parse({ notify: { ...notify, ...(ca !== undefined && { ca: file }) } });
    const run = { directory: join(directory, 'run'), results, config, again: true };
    const did = await sink(run, signal).catch((error: Error) => error.message);
    return did.replaceAll(/localhost:\d+/g, 'SERVER').replaceAll(file, 'CA');
  }

  it('are told where notify.ca names it: webhooks, Slack behind a proxy, the Pushgateway', async () => {
    await withServer(trusted, async (port) => {
      const origin = `https://localhost:${port}`;
      await writeFile(join(directory, 'hook'), `${origin}/services/hook`);
      const slack = { webhook: `file:${join(directory, 'hook')}` };
      expect([
        await told(webhookSink, { webhook: { url: `${origin}/events` } }, trusted.cert),
        await told(slackSink, { slack }, trusted.cert),
        await told(pushgatewaySink, { metrics: { pushgateway: origin } }, trusted.cert),
      ]).to.deep.equal([
        'sent shakedown.run.first-failure to SERVER',
        'told the channel of the webhook',
        'pushed to SERVER',
      ]);
      expect(requests).to.deep.equal([
        'POST /events',
        'POST /services/hook',
        'PUT /metrics/job/shakedown/cluster@base64/c3RhZ2luZw',
      ]);
    });
  });

  it('are told by remote write to a Prometheus with a password, and not with another one', async () => {
    await using prometheus = await startPrometheus({ certificate: trusted });
    const remoteWrite = {
      ...{ url: `${prometheus.origin}/api/v1/write`, username: LOGIN.username },
      password: `file:${join(directory, 'password')}`,
    };
    const did = await told(remoteWriteSink, { metrics: { remoteWrite } }, trusted.cert);
    expect(did).to.match(/^sent \d+ samples to SERVER$/);
    const [stored] = await prometheus.query('shakedown_failed_runs', results.run.endedAt ?? '');
    expect(stored?.labels).to.deep.equal({ __name__: 'shakedown_failed_runs', cluster: 'staging', job: 'shakedown' });
    const other = { ...remoteWrite, username: 'somebody' };
    expect(await told(remoteWriteSink, { metrics: { remoteWrite: other } }, trusted.cert)).to.equal(
      [
        'NOTIFY_REFUSED: SERVER answered with 401',
        '  expected: the server of remote write to accept what is sent to it',
        '  do:       check the credentials next to notify.metrics.remoteWrite.url, and what they permit',
      ].join('\n'),
    );
  });

  it('are sent nothing when their certificate is not trusted, has expired, or is for other names', async () => {
    const other = await certificateFor('localhost', inDays(-1), inDays(1));
    const expired = await certificateFor('localhost', inDays(-3), inDays(-1));
    const foreign = await certificateFor('hooks.example.com', inDays(-1), inDays(1));
    const answer = async (certificate: TestCertificate, ca?: string) => {
      let did = '';
      await withServer(certificate, async (port) => {
        did = await told(webhookSink, { webhook: { url: `https://localhost:${port}/events` } }, ca);
      });
      return did;
    };
    const untrusted = (seen: string, todo: string) =>
      `NOTIFY_UNTRUSTED: SERVER has a certificate ${seen}\n  expected: the webhook to answer\n  do:       ${todo}`;
    const nobody = untrusted(
      'that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      'name the certificate authority that issued it in notify.ca',
    );
    expect([
      await answer(trusted),
      await answer(trusted, other.cert),
      await answer(expired, expired.cert),
      await answer(foreign, foreign.cert),
      await answer(trusted, 'nothing'),
    ]).to.deep.equal([
      ...[nobody, nobody],
      untrusted(
        'that has expired (CERT_HAS_EXPIRED)',
        'renew the certificate of the server; if it is valid, set the clock of this machine',
      ),
      untrusted(
        'for other names (ERR_TLS_CERT_ALTNAME_INVALID)',
        'write notify.webhook.url with a name that the certificate has, or issue one for this name',
      ),
      'NOTIFY_CA: CA has no certificate\n  expected: the certificate authorities of notify.ca, in PEM\n  do:       correct notify.ca',
    ]);
    expect(requests).to.deep.equal([]);
    await withServer(trusted, async (port) => {
      await writeFile(join(directory, 'hook'), `https://localhost:${port}/services/secret-hook`);
      expect(await told(slackSink, { slack: { webhook: `file:${join(directory, 'hook')}` } })).to.equal(
        [
          'SLACK_UNTRUSTED: Slack has a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
          '  expected: Slack to accept a message for the channel of the webhook',
          '  do:       name the certificate authority that issued it in notify.ca',
        ].join('\n'),
      );
    });
  });
});
