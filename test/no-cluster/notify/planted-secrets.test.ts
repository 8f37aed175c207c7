import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { uncompress } from 'snappyjs';
import { stringify } from 'yaml';
import { plantedSecrets } from '../../../src/redaction/planted-secrets.fixture.ts';
import { recordPlantedRun } from '../../../src/run/record/planted-run.fixture.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { createBucket, CREDENTIALS, type S3Server } from '../archive/s3-server.ts';
import { startVersitygw } from '../archive/versitygw.ts';
import { shakedown } from '../cli/command-line.ts';
import { SlackRules, WORKSPACE } from './slack-rules/server.ts';

/** What the channels are told with, by the variables that hold it. */
const OWN = {
  SLACK_TOKEN: WORKSPACE.token,
  SIGNING: 'sign-me-with-this-one',
  PUSH_PASSWORD: 'push-me-with-this-one',
  WRITE_TOKEN: 'write-me-with-this-one',
  ...CREDENTIALS,
};

/** A text of HTML or Markdown as it is read. */
function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

describe('Secrets of more than 50 shapes, in the texts of a run', function () {
  this.timeout(120_000);
  let directory: string;
  let slack: SlackRules;
  let s3: S3Server;
  let server: Server;
  /** The bodies of requests, by their paths. */
  const received = new Map<string, Buffer>();
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'planted-'));
    [slack, s3] = await Promise.all([SlackRules.start(), startVersitygw()]);
    await createBucket(s3, 'runs');
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        received.set(request.url?.split('/')[1] ?? '', body);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await mkdir(join(directory, 'results/r'), { recursive: true });
    await recordPlantedRun(join(directory, 'results/r'), {}, systemClock);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      archive: { bucket: 'runs', endpoint: s3.endpoint },
      notify: {
        slack: {
          ...{ token: 'env:SLACK_TOKEN', channel: WORKSPACE.channel, api: `${slack.origin}/api/`, tell: 'always' },
          webhook: 'file:hook',
        },
        webhook: { url: `${origin}/webhook`, secret: 'env:SIGNING', tell: 'always' },
        metrics: {
          ...{ textfile: join(directory, 'shakedown.prom'), pushgateway: origin },
          ...{ username: 'ci', password: 'env:PUSH_PASSWORD' },
          remoteWrite: { url: `${origin}/write`, bearerToken: 'env:WRITE_TOKEN' },
        },
      },
    };
    await writeFile(join(directory, 'hook'), `${slack.origin}${WORKSPACE.hook}`);
    await writeFile(join(directory, 'shakedown.config.yaml'), stringify(config));
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await slack[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const call = async (...args: string[]) => {
    const env = { ...OWN, GITHUB_STEP_SUMMARY: join(directory, 'summary.md') };
    const { stdout, stderr } = await shakedown([...args], { cwd: directory, env });
    return `${stdout}\n${stderr}`;
  };

  it('are in nothing that any place is sent, and neither are those of the places', async () => {
    const left = new Map<string, string>();
    left.set('printed', await call('publish', 'r'));
    // The webhook of Slack counts where there is no token.
    left.set('printed again', await call('publish', 'r', '--to', 'slack', '--again', '--set', 'notify.slack.token='));
    left.set('report', await call('report', 'r', '--output', join(directory, 'report.html')));
    for (const name of ['shakedown.prom', 'summary.md', 'report.html'])
      left.set(name, unescaped(await readFile(join(directory, name), 'utf8')));
    for (const [path, body] of received)
      left.set(path, path === 'write' ? Buffer.from(uncompress(body)).toString() : body.toString());
    for (const [at, message] of slack.accepted.entries()) left.set(`slack ${at}`, JSON.stringify(message));
    const objects = join(s3.directory, 'objects/runs');
    for (const file of await readdir(objects, { recursive: true, withFileTypes: true }))
      if (file.isFile()) left.set(`s3 ${file.name}`, await readFile(join(file.parentPath, file.name), 'utf8'));

    // Each place was sent something.
    const printed = left.get('printed') ?? '';
    for (const sink of ['archive', 'slack', 'webhook', 'textfile', 'pushgateway', 'remote-write', 'github'])
      expect(printed).to.match(new RegExp(`^${sink}: (?!not)`, 'm'));
    expect([...received.keys()].toSorted()).to.deep.equal(['metrics', 'webhook', 'write']);
    expect(slack.accepted.length).to.be.greaterThan(2);
    expect([...left.keys()].filter((name) => name.startsWith('s3 ')).length).to.be.greaterThan(4);
    for (const name of ['report.html', 'summary.md', 'slack 0', 'webhook', 's3 results.json'])
      expect(left.get(name), name).to.contain('***');

    const secrets = [
      ...plantedSecrets,
      ...Object.entries(OWN).map(([what, secret]) => ({ what, secret })),
      { what: 'the webhook of Slack', secret: WORKSPACE.hook },
    ];
    const found = [...left].flatMap(([name, text]) =>
      secrets.filter(({ secret }) => text.includes(secret)).map(({ what }) => `${what}: ${name}`),
    );
    expect(found).to.deep.equal([]);
  });
});
