import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBucket } from '../../../src/archive/bucket.ts';
import type { Status } from '../../../src/results/model.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { shakedown } from '../cli/command-line.ts';
import { SlackRules, WORKSPACE } from '../notify/slack-rules/server.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

describe('shakedown publish, on a machine that has no other run, with an archive', function () {
  this.timeout(60_000);
  let server: S3Server;
  let slack: SlackRules;
  let directory: string;
  before(async () => {
    server = await startVersitygw();
    await createBucket(server, 'runs');
    slack = await SlackRules.start();
    directory = await mkdtemp(join(tmpdir(), 'told-'));
    await writeFile(join(directory, 'hook'), `${slack.origin}${WORKSPACE.hook}`);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await slack[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  /** Publishes a night from a directory of its own. */
  const publish = async (day: number, status: Status, more: string[] = []) => {
    const { run, ...rest } = nightlyRun(day, [endedTest('dns/service', status)]);
    const place = join(directory, `machine-${day}`, 'results', run.id);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'results.json'), JSON.stringify({ run, ...rest }));
    const settings = ['archive.bucket=runs', `archive.endpoint=${server.endpoint}`, 'notify.slack.webhook=file:hook'];
    const { exit, stdout, stderr } = await shakedown(
      ['publish', place, ...[...settings, ...more].flatMap((one) => ['--set', one])],
      { cwd: directory, env: CREDENTIALS },
    );
    return `${exit} ${stdout}${stderr}`;
  };

  it('tells changes by the runs in the archive', async () => {
    expect(await publish(1, 'passed')).to.match(
      /^0 archive: uploaded 1 files .+\nslack: not told: it passed, as before\n$/,
    );
    expect(await publish(2, 'failed')).to.match(/\nslack: told the channel of the webhook\n$/);
    expect(await publish(3, 'failed')).to.match(/\nslack: not told: the same tests fail as before\n$/);
    expect(slack.accepted).to.have.length(1);
  });

  it('tells a change on the next night that the channel could not be told', async () => {
    const before = slack.accepted.length;
    slack.isArchived = true;
    expect(await publish(10, 'passed')).to.match(/\nnot published to slack: SLACK_CHANNEL: /);
    slack.isArchived = false;
    expect(await publish(11, 'passed')).to.match(/\nslack: told the channel of the webhook\n$/);
    expect(await publish(12, 'passed')).to.match(/\nslack: not told: it passed, as before\n$/);
    expect(slack.accepted.slice(before).map(({ text }) => text)).to.deep.equal([
      '🟢 staging PASSED again, after 2 failed runs',
    ]);
  });

  it('tells what it knows when the archive cannot be read, and says so', async () => {
    expect(await publish(14, 'failed', ['archive.bucket=missing'])).to.match(
      /^5 slack: told the channel of the webhook; not compared with the runs in the archive: 127\.0\.0\.1:\d+ has no bucket missing .+\nnot published to archive: ARCHIVE_NO_BUCKET/,
    );
    expect(slack.accepted.at(-1)?.text).to.match(/^🔴 staging FAILED: /);
  });

  it('links by a webhook to a chart that anybody can load, after it was archived', async () => {
    expect(await publish(16, 'failed')).to.match(/^0 archive: .+\nslack: told the channel of the webhook\n$/);
    const image = slack.accepted.at(-1)?.blocks.find((one) => (one as { type: string }).type === 'image');
    const { image_url: url, alt_text: description } = image as { image_url: string; alt_text: string };
    expect(description).to.equal('dns: 1 failed');
    expect(new URL(url).pathname).to.equal(
      '/runs/shakedown/staging/2026/11/16/20261116-220000-aaaa/charts/tests-by-area.png',
    );
    expect(new URL(url).searchParams.get('X-Amz-Expires')).to.equal('86400');
    const answer = await fetch(url);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).to.equal('PNG');
    expect((await fetch(url.replace('tests-by-area.png', 'other.png'))).status).to.equal(403);
  });

  it('tells without the chart what Slack refuses because it cannot load it', async () => {
    slack.faults.push({ path: WORKSPACE.hook, status: 400, body: 'invalid_blocks' });
    expect(await publish(17, 'passed')).to.match(
      /\nslack: told the channel of the webhook, without its chart: Slack cannot load it\n$/,
    );
    expect(slack.accepted.at(-1)?.blocks.some((one) => (one as { type: string }).type === 'image')).to.equal(false);
  });

  it('tells by the runs that can be read, and says which month cannot', async () => {
    using _ = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    using bucket = await openBucket(configFor(server, 'staging').archive);
    await bucket.write('shakedown/staging/index/2026-10.json', Buffer.from('<html>'), new AbortController().signal);
    expect(await publish(8, 'failed')).to.match(
      /\nslack: not told: the same tests fail as before; not compared with s3:\/\/runs\/shakedown\/staging\/index\/2026-10\.json: it is no index that this version can read; shakedown archive reindex writes it again\n$/,
    );
  });
});
