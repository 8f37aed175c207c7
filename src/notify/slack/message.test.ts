import { expect } from 'chai';
import { exampleEvents } from '../example-events.fixture.ts';
import type { RunEvent } from '../event/run-event.ts';
import type { SlackMessage } from './block.ts';
import { limits } from './limits.ts';
import { slackDetails, slackMessage } from './message.ts';

const chart = { url: 'https://s3.example/chart.png?X-Amz-Signature=a&b', title: 'Tests', description: 'a chart' };
const reportUrl = 'https://reports.example/staging/r1/report.html?a=1&b=<|>';

/** All texts of a message. */
function textsOf({ blocks }: SlackMessage): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'context') return block.elements.map(({ text }) => text);
    if (block.type === 'image') return [block.alt_text];
    return 'text' in block ? [block.text.text] : [];
  });
}

describe('A message for Slack', () => {
  for (const [name, event] of Object.entries(exampleEvents))
    it(`is within the limits of Slack, and so are its details: ${name}`, () => {
      for (const message of [slackMessage(event, { chart, reportUrl }, true), slackDetails(event)]) {
        if (!message) continue;
        expect(message.blocks.length).to.be.within(1, limits.blocks);
        expect(message.text.length).to.be.within(1, limits.messageText);
        for (const block of message.blocks) {
          if (block.type === 'header') expect(block.text.text.length).to.be.within(1, limits.header);
          if (block.type === 'context') expect(block.elements.length).to.be.within(1, limits.contextElements);
        }
        for (const text of textsOf(message)) expect(text.length).to.be.within(1, limits.text);
      }
    });

  it('says cluster, verdict, what broke and since when; causes, changes and links', () => {
    expect(textsOf(slackMessage(exampleEvents['first failure'] as RunEvent, { reportUrl })).join('\n--\n')).to.equal(
      [
        '🔴 staging FAILED: it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory (2 tests), and 1 more cause; since 2026-11-21 22:00 UTC',
        'FAILED: 3 failed, 117 passed, of 120 tests in 5m00s; run 20261121-220000-aaaa of cluster staging',
        '*failed*  2 tests: it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory\n' +
          '• `workloads/statefulset/team-b/db`, since 2026-11-21 22:00 UTC\n' +
          '• `workloads/statefulset/team-c/db`, since 2026-11-21 22:00 UTC\n' +
          'do, for one of them: `kubectl -n team-b describe pod db-1`',
        '*failed*  image "registry.example/web:1.2.4" cannot be pulled (ImagePullBackOff): not found (pod web-6f9c7d5b8-x2xkq)\n' +
          '• `workloads/deployment/shop/web`, since 2026-11-21 22:00 UTC\n' +
          'do: `kubectl -n shop describe pod web-6f9c7d5b8-x2xkq`',
        '*Changes since run 20261120-220000-aaaa* (2026-11-20 22:00 UTC)\n' +
          '• 3 newly failing: `workloads/deployment/shop/web`, `workloads/statefulset/team-b/db`, `workloads/statefulset/team-c/db`\n' +
          '• Kubernetes: v1.36.3 → v1.37.2',
        '<https://reports.example/staging/r1/report.html?a=1&amp;b=%3C%7C%3E|Report>  ·  run `20261121-220000-aaaa`  ·  2026-11-21 22:00 UTC  ·  Kubernetes v1.37.2  ·  suite 0.1.0  ·  3 tests not passed',
      ].join('\n--\n'),
    );
  });

  it('says of a cluster that is left since when, why, what to do, and what its run has found', () => {
    expect(textsOf(slackMessage(exampleEvents['cluster left'] as RunEvent)).slice(1, 3)).to.deep.equal([
      'The cluster could not be deleted (2026-11-20 22:40 UTC), and is still there: it ended with exit code 1, 3 times. The next shakedown nightly deletes it first; shakedown nightly --only-delete deletes it now.',
      'PASSED: 120 passed in 5m00s; run 20261120-220000-aaaa of cluster staging',
    ]);
  });

  it('has a first line for each kind of event', () => {
    const firstLine = (name: string) => textsOf(slackMessage(exampleEvents[name] as RunEvent))[0];
    expect(firstLine('fixed')).to.equal('🟢 staging PASSED again, after 2 failed runs');
    expect(firstLine('cluster left')).to.equal(
      '🔴 staging could not be deleted: it ended with exit code 1, 3 times; its run: passed',
    );
    expect(firstLine('passed')).to.equal('🟢 staging PASSED');
    expect(firstLine('incomplete')).to.match(
      /^🟡 staging has no verdict: INFRASTRUCTURE: the API server does not answer; run/,
    );
    expect(firstLine('still failing')).to.match(/^🔴 staging still FAILED: .*; since 2026-11-21 22:00 UTC, 2 runs$/);
    expect(firstLine('changed')).to.match(/^🔴 staging still FAILED, but differently: .*, 3 runs$/);
  });

  it('counts what it leaves out', () => {
    const event = exampleEvents['5,000 failures'] as RunEvent;
    const left = (message: SlackMessage | undefined) =>
      message && textsOf(message).find((text) => text.startsWith('… and'));
    expect(left(slackMessage(event))).to.equal('… and 4832 more tests, of 174 other causes');
    expect(left(slackMessage(event, {}, true))).to.equal('… and 4832 more tests, of 174 other causes: see the thread');
    expect(left(slackDetails(event))).to.equal('… and 3880 more tests, of 140 other causes');
    expect(textsOf(slackMessage(event))[2]).to.match(/\n… and 23 more\n/);
    expect(slackDetails(exampleEvents['first failure'] as RunEvent)).to.equal(undefined);
  });

  it('calls nobody, and links to nothing but the report, whatever the names of a cluster are', () => {
    const message = slackMessage(exampleEvents['hostile'] as RunEvent, { reportUrl }, true);
    const [header = '', ...others] = textsOf(message);
    for (const text of [
      message.text,
      ...others,
      ...textsOf(slackDetails(exampleEvents['hostile'] as RunEvent) as SlackMessage),
    ]) {
      expect(text.replace(/^<https:\/\/reports\.example[^>]*\|Report>/, '')).to.not.match(/[<>]/);
      // Code that a name has ended would leave an odd number of its marks in the line.
      for (const line of text.replaceAll('\u200B`', '').split('\n'))
        expect(line.split('`').length % 2, line).to.equal(1);
    }
    expect(header).to.include('‹!channel›');
    const verbatim =
      JSON.stringify(message.blocks).match(/"type":"mrkdwn","text":"(?:[^"\\]|\\.)*"(,"verbatim":true)?/g) ?? [];
    expect(verbatim.length).to.be.greaterThan(5);
    for (const one of verbatim) expect(one).to.match(/"verbatim":true$/);
  });

  it('has its chart where Slack can load it, and none with an address that is too long', () => {
    const images = (url: string) =>
      slackMessage(exampleEvents['passed'] as RunEvent, { chart: { ...chart, url } }).blocks.filter(
        ({ type }) => type === 'image',
      );
    expect(images(chart.url)).to.deep.equal([
      { type: 'image', image_url: chart.url, alt_text: 'a chart', title: { type: 'plain_text', text: 'Tests' } },
    ]);
    expect(images(`https://s3.example/${'x'.repeat(3_000)}`)).to.deep.equal([]);
  });
});
