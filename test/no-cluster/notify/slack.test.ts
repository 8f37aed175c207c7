import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../../src/config/schema.ts';
import type { ShakedownError } from '../../../src/errors/shakedown-error.ts';
import type { RunEvent } from '../../../src/notify/event/run-event.ts';
import { exampleEvents } from '../../../src/notify/example-events.fixture.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { tellSlack } from '../../../src/notify/slack/deliver.ts';
import { jumpingClock, systemClock } from '../../../src/time/clock.ts';
import { SlackRules, WORKSPACE } from './slack-rules/server.ts';

const results = nightlyRun(21, [endedTest('a', 'failed'), endedTest('b', 'passed')]);
const small = exampleEvents['first failure'] as RunEvent;
const large = exampleEvents['300 failures'] as RunEvent;
const { signal } = new AbortController();

describe('Slack, as a server that enforces its documented rules', function () {
  this.timeout(60_000);
  let directory: string;
  let slack: SlackRules;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'slack-'));
    slack = await SlackRules.start();
  });
  afterEach(async () => {
    await slack[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const told = async (way: 'webhook' | 'token', event: RunEvent, more: object = {}, clock = systemClock) => {
    const secret = way === 'webhook' ? `${slack.origin}${WORKSPACE.hook}` : WORKSPACE.token;
    await writeFile(join(directory, 'secret'), `${secret}\n`);
    const config = configSchema.parse({
      notify: {
        slack: {
          ...{ [way]: `file:${join(directory, 'secret')}`, api: `${slack.origin}/api/` },
          ...(way === 'token' && { channel: WORKSPACE.name }),
          ...more,
        },
      },
    });
    return await tellSlack(event, { results, config }, signal, clock);
  };
  /** The error of a message that was not posted; nothing in it is secret. */
  const refused = async (way: 'webhook' | 'token', more: object = {}, clock = systemClock) => {
    const error = await told(way, small, more, clock).then(
      (text) => expect.fail(`was told: ${text}`),
      (reason: ShakedownError) => reason,
    );
    expect(error.message).not.to.match(/secret-|xoxb/);
    return `${error.code}: ${error.seen}`;
  };

  for (const [name, event] of Object.entries(exampleEvents))
    it(`accepts the message by a webhook: ${name}`, async () => {
      expect(await told('webhook', event)).to.equal('told the channel of the webhook');
      expect(slack.accepted).to.have.length(1);
    });

  it('has the message of a bot, and in its thread the details and the charts', async () => {
    expect(await told('token', large)).to.equal(`told ${WORKSPACE.name}`);
    const [message, details] = slack.accepted;
    expect(slack.accepted.map(({ channel, thread }) => ({ channel, thread }))).to.deep.equal([
      { channel: WORKSPACE.channel, thread: undefined },
      { channel: WORKSPACE.channel, thread: message?.ts },
    ]);
    expect(details?.text).to.equal('All causes of run 20261122-220000-aaaa');
    // The thread came within a second of the message, and was sent again.
    expect(slack.requests.filter((path) => path.endsWith('chat.postMessage'))).to.have.length(3);
    const [upload] = slack.uploads.values();
    expect(upload).to.deep.include({
      ...{ name: 'tests-by-area.png', title: 'Tests by area', channel: WORKSPACE.channel, thread: message?.ts },
    });
    expect(upload?.bytes?.subarray(1, 4).toString()).to.equal('PNG');
  });

  it('is asked again after the time that it wants, and when it has a fault of its own', async () => {
    slack.faults.push(
      { path: WORKSPACE.hook, status: 429, headers: { 'retry-after': '1' } },
      { path: WORKSPACE.hook, status: 503 },
    );
    expect(await told('webhook', small)).to.equal('told the channel of the webhook');
    expect(slack.requests).to.have.length(3);
  });

  it('is not waited for longer than is reasonable', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3600' } };
    slack.faults.push({ path: WORKSPACE.hook, ...busy }, { path: 'chat.postMessage', ...busy });
    const busyText = 'SLACK_BUSY: Slack accepts no more messages now, and asks to wait 3600 s';
    expect(await refused('webhook')).to.equal(busyText);
    expect(await refused('token')).to.equal(busyText);
    expect(slack.requests).to.have.length(2);
  });

  it('has a bot whose token was revoked, or that nobody knows', async () => {
    slack.isRevoked = true;
    expect(await refused('token')).to.equal('SLACK_CREDENTIALS: Slack says that the token was revoked (token_revoked)');
    expect(await refused('webhook')).to.equal(
      'SLACK_CREDENTIALS: Slack says that the webhook was removed or disabled (no_service)',
    );
    slack.isRevoked = false;
    await writeFile(join(directory, 'other'), 'xoxb-another');
    expect(await refused('token', { token: `file:${join(directory, 'other')}` })).to.equal(
      'SLACK_CREDENTIALS: Slack does not know the token (invalid_auth)',
    );
  });

  it('has a channel that is archived, or none', async () => {
    slack.isArchived = true;
    expect(await refused('webhook')).to.equal(
      'SLACK_CHANNEL: Slack says that the channel is archived (channel_is_archived): the channel of the webhook',
    );
    expect(await refused('token')).to.equal(
      'SLACK_CHANNEL: Slack says that the channel is archived (is_archived): channel #ops',
    );
    expect(await refused('token', { channel: '#nowhere' })).to.equal(
      'SLACK_CHANNEL: Slack knows no such channel, or the bot may not see it (channel_not_found): channel #nowhere',
    );
  });

  it('may answer with anything, which is not repeated', async () => {
    slack.faults.push({ path: WORKSPACE.hook, status: 400, body: `<html>${slack.origin}${WORKSPACE.hook}</html>` });
    expect(await refused('webhook')).to.equal('SLACK_REFUSED: Slack refuses the message with 400');
    slack.faults.push({ path: 'chat.postMessage', status: 200, body: `<html>${WORKSPACE.token}</html>` });
    expect(await refused('token')).to.equal(
      'SLACK_REFUSED: Slack refuses the message with an answer that is not its own',
    );
  });

  it('cannot be reached', async () => {
    await slack[Symbol.asyncDispose]();
    const unreachable = 'SLACK_UNREACHABLE: Slack cannot be reached (ECONNREFUSED)';
    expect(await refused('webhook', {}, jumpingClock())).to.equal(unreachable);
    expect(await refused('token', {}, jumpingClock())).to.equal(unreachable);
    slack = await SlackRules.start();
  });

  it('has the message although its details and its charts cannot be posted', async () => {
    slack.faults.push({ path: 'chat.postMessage', after: 1, status: 200, body: '{"ok":false,"error":"is_archived"}' });
    expect(await told('token', large)).to.equal(
      'told #ops, without its details: Slack says that the channel is archived (is_archived): channel #ops',
    );
    expect(slack.accepted).to.have.length(1);
    slack.faults.push({
      path: 'files.getUploadURLExternal',
      status: 200,
      body: '{"ok":false,"error":"missing_scope"}',
    });
    expect(await told('token', small)).to.equal(
      'told #ops, without the chart tests-by-area.png: Slack says that the token lacks a scope (missing_scope)',
    );
  });

  it('is not asked where the secret is not there', async () => {
    expect(await refused('webhook', { webhook: 'env:NO_SUCH_VARIABLE' })).to.equal(
      'NOTIFY_NO_SECRET: the variable NO_SUCH_VARIABLE is not set',
    );
    expect(await refused('token', { token: 'file:/no/such' })).to.equal(
      'NOTIFY_NO_SECRET: /no/such does not exist (ENOENT)',
    );
    expect(await refused('token', { token: 'secret:ops/slack/token' })).to.match(
      /^NOTIFY_NO_SECRET: secret ops\/slack is read by a suite in a pod alone/,
    );
    await writeFile(join(directory, 'http'), 'http://hooks.example/secret-hook');
    expect(await refused('webhook', { webhook: `file:${join(directory, 'http')}` })).to.equal(
      'SLACK_WEBHOOK: notify.slack.webhook names something else',
    );
    expect(slack.requests).to.deep.equal([]);
  });
});
