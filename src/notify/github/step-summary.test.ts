import { expect } from 'chai';
import type { RunEvent } from '../event/run-event.ts';
import { exampleEvents, HOSTILE } from '../example-events.fixture.ts';
import { eventOf } from '../event/event-of.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { annotations, stepSummary, SUMMARY_LIMIT } from './step-summary.ts';

const example = (name: string) => exampleEvents[name] as RunEvent;

describe('The summary of a job', () => {
  it('says what a message says, in Markdown', () => {
    expect(
      stepSummary(example('first failure'), { reportUrl: 'https://reports.example/r1.html' }).split('\n'),
    ).to.deep.equal([
      '### staging FAILED: it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory (2 tests), and 1 more cause; since 2026-11-21 22:00 UTC',
      '',
      'FAILED: 3 failed, 117 passed, of 120 tests in 5m00s; run 20261121-220000-aaaa of cluster staging',
      '',
      '[Report](<https://reports.example/r1.html>)',
      '',
      '**failed** 2 tests: it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory',
      '',
      '- workloads/statefulset/team-b/db, since 2026-11-21 22:00 UTC',
      '- workloads/statefulset/team-c/db, since 2026-11-21 22:00 UTC',
      '',
      'do: kubectl -n team-b describe pod db-1',
      '',
      '**failed** image "registry.example/web:1.2.4" cannot be pulled (ImagePullBackOff): not found (pod web-6f9c7d5b8-x2xkq)',
      '',
      '- workloads/deployment/shop/web, since 2026-11-21 22:00 UTC',
      '',
      'do: kubectl -n shop describe pod web-6f9c7d5b8-x2xkq',
      '',
      '**Changes since run 20261120-220000-aaaa** (2026-11-20 22:00 UTC)',
      '',
      '- Kubernetes: v1.36.3 → v1.37.2',
      '- 3 newly failing: workloads/deployment/shop/web, workloads/statefulset/team-b/db, workloads/statefulset/team-c/db',
      '',
    ]);
  });

  it('says that the cluster is left before what its run has found', () => {
    expect(stepSummary(example('cluster left')).split('\n').slice(0, 5)).to.deep.equal([
      '### staging could not be deleted: it ended with exit code 1, 3 times; its run: passed',
      '',
      'The cluster could not be deleted (2026-11-20 22:40 UTC), and is still there: it ended with exit code 1, 3 times. The next shakedown nightly deletes it first; shakedown nightly --only-delete deletes it now.',
      '',
      'PASSED: 120 passed in 5m00s; run 20261120-220000-aaaa of cluster staging',
    ]);
  });

  it('is far below the limit of GitHub, and counts what it leaves out', () => {
    const summary = stepSummary(example('5,000 failures'));
    expect(Buffer.byteLength(summary)).to.be.lessThan(500_000);
    expect(summary).to.match(/… and \d+ more tests, of 130 other causes/);
  });

  it('is cut between two items where it would be too long, and says what is left out', () => {
    const tests = Array.from({ length: 3_000 }, (_, index) =>
      endedTest(`e2e/${'&'.repeat(190)}${index}`, 'failed', {
        reason: { code: 'X', message: `cause ${index % 60} ${'<'.repeat(380)}`, todo: '<'.repeat(390) },
      }),
    );
    const event = eventOf(nightlyRun(2, tests), [nightlyRun(1, tests)]);
    const whole = stepSummary(event);
    expect(Buffer.byteLength(whole)).to.be.within(1_000_000, SUMMARY_LIMIT);
    const half = stepSummary(event, { limit: 490_000 });
    expect(Buffer.byteLength(half)).to.be.within(450_000, 500_000);
    const lines = half.trimEnd().split('\n');
    expect(lines.at(-1)).to.match(/^Left out, because GitHub shows at most 1 MiB of a step: \d+ × a cause$/);
    for (const line of lines.filter((one) => one.startsWith('- ') && !/^- (?:…|none$)/.test(one)))
      expect(line).to.match(/^- e2e\/(?:&#38;)+\d+, since /);
    expect(half).to.match(/\n- … and (?!30\b)\d+ more\n/);
  });

  it('has no markup, link or mention that a name of the cluster has made', () => {
    const summary = stepSummary(example('hostile')).replaceAll(/`[^`]*`/g, '');
    expect(summary).to.not.match(/[<>`@[\]~]|:\/\//);
    expect(summary.replaceAll(/^(\*\*\w+\*\*|\*\*Changes since run .*\*\*|###|- )/gm, '')).to.not.match(/[*_]/);
  });
});

describe('The annotations of a job', () => {
  it('are an error for each cause, and a warning when there is no verdict', () => {
    expect(annotations(example('first failure'))).to.deep.equal([
      '::error title=workloads/statefulset/team-b/db and 1 more::it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory',
      '::error title=workloads/deployment/shop/web::image "registry.example/web:1.2.4" cannot be pulled (ImagePullBackOff): not found (pod web-6f9c7d5b8-x2xkq)',
    ]);
    expect(annotations(example('incomplete'))[0]).to.match(
      /^::warning title=shakedown%3A no verdict::INFRASTRUCTURE: /,
    );
    expect(annotations(example('passed'))).to.deep.equal([]);
    expect(annotations(example('cluster left'))).to.deep.equal([
      '::error title=shakedown%3A cluster left::it ended with exit code 1, 3 times',
    ]);
    expect(annotations(example('5,000 failures'))).to.have.length(10);
  });

  it('are one line each, with nothing in their titles that ends them', () => {
    for (const line of annotations(example('hostile'))) expect(line).to.match(/^::error title=[^:,\n]*::[^\n]*$/);
    expect(HOSTILE).to.include('::error::');
  });
});
