import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { exampleEvents } from '../../../src/notify/example-events.fixture.ts';
import { slackDetails, slackMessage } from '../../../src/notify/slack/message.ts';

const HERE = join(import.meta.dirname, 'slack-sdk');

describe("Slack's own validator of blocks", function () {
  this.timeout(300_000);
  let packages: string;
  before(async () => {
    packages = await mkdtemp(join(tmpdir(), 'slack-sdk-'));
    const pinned = ['--require-hashes', '--requirement', join(HERE, 'requirements.txt')];
    await execa('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--target',
      packages,
      ...pinned,
    ]);
  });
  after(() => rm(packages, { recursive: true }));

  const refused = async (messages: object[]) => {
    const input = messages.map((blocks) => `${JSON.stringify(blocks)}\n`).join('');
    const { stdout } = await execa('python3', [join(HERE, 'validate.py')], { input, env: { PYTHONPATH: packages } });
    return stdout;
  };

  it('accepts each message and its details', async () => {
    const chart = { url: 'https://s3.example/chart.png', title: 'Tests', description: 'a chart' };
    const messages = Object.values(exampleEvents).flatMap((event) => {
      const details = slackDetails(event);
      return [slackMessage(event, { chart, reportUrl: 'https://reports.example/r1' }), ...(details ? [details] : [])];
    });
    expect(await refused(messages.map(({ blocks }) => blocks))).to.equal('');
  });

  it('refuses what is too long', async () => {
    const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
    expect(await refused([[header]])).to.match(/^message 0: header: .*150/);
  });
});
