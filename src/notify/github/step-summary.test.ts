import { expect } from 'chai';
import type { RunEvent } from '../event/run-event.ts';
import { exampleEvents, HOSTILE } from '../example-events.fixture.ts';
import { annotations, stepSummary } from './step-summary.ts';

const example = (name: string) => exampleEvents[name] as RunEvent;

describe('The summary of a job', () => {
  it('says what a message says, in Markdown', () => {
    expect(stepSummary(example('first failure'), 'https://reports.example/r1.html').split('\n')).to.deep.equal([
      '### staging FAILED: it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory (2 tests), and 1 more cause; since 2026-11-21 22:00 UTC',
      '',
      'FAILED: 3 failed, 117 passed, of 120 tests in 5m00s; run 20261121-220000-aaaa of cluster staging',
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
      '[Report](<https://reports.example/r1.html>)',
      '',
    ]);
  });

  it('is far below the limit of GitHub, and counts what it leaves out', () => {
    const summary = stepSummary(example('5,000 failures'));
    expect(Buffer.byteLength(summary)).to.be.lessThan(500_000);
    expect(summary).to.match(/… and \d+ more tests, of 130 other causes/);
  });

  it('has no markup, link or mention that a name of the cluster has made', () => {
    const summary = stepSummary(example('hostile'));
    expect(summary).to.not.match(/[<>`@[\]~]/);
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
    expect(annotations(example('5,000 failures'))).to.have.length(10);
  });

  it('are one line each, with nothing in their titles that ends them', () => {
    for (const line of annotations(example('hostile'))) expect(line).to.match(/^::error title=[^:,\n]*::[^\n]*$/);
    expect(HOSTILE).to.include('::error::');
  });
});
