import { expect } from 'chai';
import type { Results, Status } from '../../results/model.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { readPast } from '../past.ts';
import { headline } from '../words/headline.ts';
import { earlierRuns } from './earlier-runs.ts';
import { eventOf } from './event-of.ts';
import { whyNotTold, type TellPolicy } from './policy.ts';

/** Nights by letters, a test for each: p passed, f failed, g failed with another code, e error. */
function nights(...all: string[]): Results[] {
  const statuses: Record<string, Status> = { p: 'passed', f: 'failed', g: 'failed', e: 'error' };
  return all.map((letters, index) =>
    nightlyRun(
      index + 1,
      letters
        .split('')
        .map((letter, test) =>
          endedTest(
            `area/${test}`,
            statuses[letter] ?? 'passed',
            letter === 'g' ? { reason: { code: 'NO_PULL', message: 'no image' } } : {},
          ),
        ),
    ),
  );
}

const kinds = (runs: Results[]) => runs.map((run, index) => eventOf(run, runs.slice(0, index)).kind);
const told = (runs: Results[], policy: TellPolicy) =>
  runs
    .map((run, index) => (whyNotTold(eventOf(run, runs.slice(0, index)), policy) === undefined ? 'told' : '-'))
    .join(' ');

describe('A run as an event', () => {
  it('is what it means after the runs before it', () => {
    expect(kinds(nights('pp', 'fp', 'fp', 'ff', 'gf', 'ep', 'gf', 'pp', 'pp'))).to.deep.equal([
      ...[
        'passed',
        'first failure',
        'still failing',
        'changed',
        'changed',
        'incomplete',
        'still failing',
        'fixed',
        'passed',
      ],
    ]);
    expect(kinds(nights('f'))).to.deep.equal(['first failure']);
  });

  it('tells since when the cluster fails, over runs without a verdict, and after how many failures it passes', () => {
    const runs = nights('p', 'f', 'e', 'f', 'p');
    expect(eventOf(runs[3] as Results, runs.slice(0, 3)).failingSince).to.deep.equal({
      ...{ id: '20261102-220000-aaaa', startedAt: '2026-11-02T22:00:00.000Z', runs: 2 },
    });
    expect(eventOf(runs[4] as Results, runs.slice(0, 4)).fixedAfter).to.equal(2);
  });

  it('has its failures by cause, each test with the run since which it fails', () => {
    const [first, last] = nights('pf', 'ff') as [Results, Results];
    const same = { reason: { code: 'X', message: 'its node is away (pod web-1)', todo: 'look' } };
    const tests = [
      ...last.tests,
      endedTest('b/1', 'failed', same),
      endedTest('b/2', 'failed', same),
      endedTest('c', 'not-run'),
    ];
    expect(eventOf({ ...last, tests }, [first]).failures).to.deep.equal([
      {
        ...{ status: 'failed', cause: 'its node is away', code: 'X', todo: 'look' },
        tests: ['b/1', 'b/2'].map((id) => ({
          id,
          title: `${id} is healthy`,
          since: { id: last.run.id, startedAt: last.run.startedAt },
        })),
      },
      ...['0', '1'].map((one) => ({
        ...{ status: 'failed', cause: `area/${one} is broken`, code: 'WAIT_TOO_LONG', todo: 'kubectl get pods' },
        tests: [
          {
            ...{ id: `area/${one}`, title: `area/${one} is healthy` },
            since: { id: [last, first][Number(one)]?.run.id, startedAt: [last, first][Number(one)]?.run.startedAt },
          },
        ],
      })),
      {
        ...{ status: 'not-run', cause: 'c is broken', code: 'WAIT_TOO_LONG', todo: 'kubectl get pods' },
        tests: [{ id: 'c', title: 'c is healthy' }],
      },
    ]);
  });

  it('has what changed since the last run that judged the cluster', () => {
    const runs = nights('pfp', 'eee', 'fpp');
    const [before, , after] = runs as [Results, Results, Results];
    const upgraded = { ...after, run: { ...after.run, cluster: { ...after.run.cluster, version: 'v1.37.2' } } };
    upgraded.tests = upgraded.tests.slice(0, 2);
    expect(eventOf(upgraded, runs.slice(0, 2)).changes).to.deep.equal({
      ...{ last: { id: before.run.id, startedAt: before.run.startedAt }, newlyFailing: ['area/0'], fixed: ['area/1'] },
      ...{ missing: ['area/2'], noLongerJudged: [], slower: [] },
      facts: [{ what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' }],
    });
    expect(eventOf(before, []).changes).to.equal(undefined);
  });
});

describe('A channel', () => {
  const week = nights('p', 'f', 'f', 'ff', 'ff', 'e', 'e', 'ff', 'pp', 'pp', 'e', 'pp');

  it('is told changes, and not the same red every night', () => {
    expect(told(week, 'changes')).to.equal('- told - told - told - - told - told told');
  });

  it('may be told every failure, every run, or none', () => {
    expect(told(week, 'failures')).to.equal('- told told told told told told told told - told -');
    expect(told(week, 'always')).to.equal(Array(12).fill('told').join(' '));
    expect(told(week, 'never')).to.equal(Array(12).fill('-').join(' '));
  });

  it('is told nothing about a dry run, unless it is told everything', () => {
    const dry = eventOf(
      nightlyRun(2, [endedTest('a', 'not-run', { reason: { code: 'DRY_RUN', message: 'x' } })], { dryRun: true }),
      [],
    );
    expect(dry).to.deep.include({ kind: 'incomplete', failures: [] });
    expect([whyNotTold(dry, 'changes'), whyNotTold(dry, 'failures'), whyNotTold(dry, 'always')]).to.deep.equal([
      ...['a dry run judges nothing', 'a dry run judges nothing', undefined],
    ]);
  });
});

describe('The runs that a run is compared with', () => {
  it('are of the same cluster, begun before it, and narrowed in the same way', async () => {
    const run = nightlyRun(9, []);
    const narrowed = { selection: { selected: 1, leftOut: [{ by: 'run.focus', value: 'dns/' }] } };
    const stored = [
      nightlyRun(10, []),
      run,
      nightlyRun(8, [], { dryRun: true }),
      nightlyRun(7, [], { cluster: { name: 'prod', nodes: [] } }),
      nightlyRun(6, [], narrowed),
      nightlyRun(5, []),
      nightlyRun(4, []),
    ];
    const ids = async (one: Results) =>
      (await earlierRuns(one, stored)).runs.map(({ run: { startedAt } }) => startedAt.slice(8, 10));
    expect(await ids(run)).to.deep.equal(['04', '05']);
    expect(await ids(nightlyRun(9, [], narrowed))).to.deep.equal(['06']);
  });

  it('are those of several places, each once, in their order', async () => {
    const [first, second, third, last] = nights('p', 'f', 'f', 'f') as [Results, Results, Results, Results];
    const copy = { ...second, tests: [] };
    const { runs } = await earlierRuns(last, [second], [third, copy, first]);
    expect(runs.map(({ run, tests }) => [run.id, tests.length])).to.deep.equal(
      [first, second, third].map(({ run }) => [run.id, 1]),
    );
  });

  describe('of a cluster that fails for long', () => {
    const start = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString();
    const long = (index: number, status: Status): Results => {
      const { run, ...rest } = nightlyRun(1, [endedTest('a/1', status), endedTest('a/2', 'passed')]);
      return { ...rest, run: { ...run, id: `run-${index}`, startedAt: start(index), endedAt: start(index) } };
    };
    const red = (count: number, first = 0) =>
      Array.from({ length: count }, (_, index) => long(first + index, 'failed'));
    const event = async (stored: Results[]) =>
      (await readPast(stored.at(-1) as Results, stored.slice(0, -1).toReversed())).eventFor();

    it('reach back to the last one that passed', async () => {
      const { failingSince, failures } = await event([long(0, 'failed'), long(1, 'passed'), ...red(41, 2)]);
      expect(failingSince).to.deep.equal({ id: 'run-2', startedAt: start(2), runs: 41 });
      expect(failures[0]?.tests[0]?.since).to.deep.equal({ id: 'run-2', startedAt: start(2) });
    });

    it('reach back to the first one of all', async () => {
      expect((await event(red(41))).failingSince).to.deep.equal({ id: 'run-0', startedAt: start(0), runs: 41 });
    });

    it('are a hundred at most: then it fails since at least the first of them', async () => {
      const since = { id: 'run-20', startedAt: start(20), atLeast: true };
      const found = await event(red(121));
      expect(found.failingSince).to.deep.equal({ ...since, runs: 101 });
      expect(found.failures[0]?.tests[0]?.since).to.deep.equal(since);
      expect(headline(found, 150)).to.match(/; since at least 2026-01-21 00:00 UTC, 101 runs$/);
    });

    it('are thirty where one of them passed', async () => {
      const stored = Array.from({ length: 50 }, (_, index) => long(index, 'passed'));
      expect((await earlierRuns(long(50, 'failed'), stored.toReversed())).runs).to.have.length(30);
    });
  });

  it('keep what they are compared by, and nothing else', async () => {
    const measurements = [{ id: 'rollout', value: 3, unit: 'seconds' as const, budget: 9, budgetReason: 'so it is' }];
    const evidence = [{ title: 'pods', file: 'evidence/pods.txt' }];
    const before = nightlyRun(1, [endedTest('a/1', 'failed', { measurements, evidence })]);
    const [{ plan, tests }] = (await earlierRuns(nightlyRun(2, []), [before])).runs as [Results];
    expect([plan, tests]).to.deep.equal([
      [],
      [
        {
          ...{ id: 'a/1', area: 'a', title: 'a/1', status: 'failed', attempts: 1, durationSeconds: 0, evidence: [] },
          reason: { code: 'WAIT_TOO_LONG', message: '' },
          measurements: [{ id: 'rollout', value: 3, unit: 'seconds', budget: 9 }],
        },
      ],
    ]);
  });
});
