import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../../src/results/model.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { shakedown } from '../cli/command-line.ts';
import { SlackRules, WORKSPACE } from './slack-rules/server.ts';

describe('shakedown publish, with a channel', function () {
  this.timeout(60_000);
  let directory: string;
  let slack: SlackRules;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'publish-'));
    slack = await SlackRules.start();
    await writeFile(join(directory, 'hook'), `${slack.origin}${WORKSPACE.hook}`);
    await writeFile(join(directory, 'shakedown.config.yaml'), 'notify: { slack: { webhook: "file:hook" } }\n');
    const night = (day: number, status: 'passed' | 'failed') => nightlyRun(day, [endedTest('dns/service', status)]);
    for (const run of [night(1, 'passed'), night(2, 'failed'), night(3, 'failed'), night(4, 'passed')])
      await store(run);
  });
  after(async () => {
    await slack[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const store = async (run: Results) => {
    await mkdir(join(directory, 'results', run.run.id), { recursive: true });
    await writeFile(join(directory, 'results', run.run.id, 'results.json'), JSON.stringify(run));
  };
  const publish = async (day: number, ...flags: string[]) => {
    const { exit, stdout, stderr } = await shakedown(['publish', `2026110${day}-220000-aaaa`, ...flags], {
      cwd: directory,
    });
    return `${exit} ${stdout}${stderr}`;
  };

  it('tells changes of a cluster, by the runs that are stored next to it', async () => {
    expect([await publish(1), await publish(2), await publish(3)]).to.deep.equal([
      '0 slack: not told: it passed, as before\n',
      '0 slack: told the channel of the webhook\n',
      '0 slack: not told: the same tests fail as before\n',
    ]);
    expect(slack.accepted.map(({ text }) => text)).to.deep.equal([
      '🔴 staging FAILED: dns/service: dns/service is broken; since 2026-11-02 22:00 UTC',
    ]);
  });

  it('tells nothing twice, unless it is asked to', async () => {
    expect(await publish(2)).to.match(/^0 slack: not told again: it was told at \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/);
    expect(await publish(2, '--again')).to.equal('0 slack: told the channel of the webhook\n');
    expect(slack.accepted).to.have.length(2);
  });

  it('tells it later when the channel could not be told', async () => {
    slack.isArchived = true;
    expect(await publish(4)).to.match(
      /^2 not published to slack: SLACK_CHANNEL: Slack says that the channel is archived \(channel_is_archived\)/,
    );
    slack.isArchived = false;
    expect(await publish(4)).to.equal('0 slack: told the channel of the webhook\n');
    expect(slack.accepted.at(-1)?.text).to.equal('🟢 staging PASSED again, after 2 failed runs');
  });
});
