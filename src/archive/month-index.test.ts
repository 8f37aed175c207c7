import { expect } from 'chai';
import type { Results } from '../results/model.ts';
import { lineOf, readIndex, resultsIn, withoutRuns, withRuns, type MonthIndex } from './month-index.ts';

const results = (id: string): Results => ({
  schemaVersion: 1,
  run: {
    ...{ id, startedAt: '2026-11-21T08:14:50Z', suiteVersion: '1', configDigest: 'x', dryRun: false },
    ...{ cluster: { name: 'prod', nodes: [] }, notes: ['a note', 'the quarantine of a/b ends soon'] },
  },
  plan: [{ id: 'a/b', area: 'a', title: 'b', safety: 'read' }],
  tests: [
    {
      ...{ id: 'a/b', area: 'a', title: 'b', status: 'failed', durationSeconds: 1, attempts: 1 },
      reason: { code: 'X', message: 'm', detail: 'long' },
      measurements: [{ id: 'm', value: 1, unit: 'seconds', budget: 2, budgetReason: 'clocks', samples: [1, 1] }],
      evidence: [{ title: 't', file: 'evidence/t.txt' }],
      quarantine: { owner: 'team', reason: 'T-1', until: '2026-12-31' },
    },
  ],
});

const withRun = (index: MonthIndex | undefined, key: string, of: Results) =>
  withRuns(index, 'prod', [lineOf(key, of)]).index;
const runsIn = ({ runs }: MonthIndex) => runs.map((line) => ({ key: line.key, results: resultsIn(line) }));

describe('The index of a month', () => {
  it('has each run once, with as much as a history needs', () => {
    const index = withRun(
      withRun(withRun(undefined, 'p/2', results('r2')), 'p/1', results('r1')),
      'p/2',
      results('r2'),
    );
    const read = readIndex(JSON.stringify(index), 's3://runs/index');
    expect(runsIn(read).map(({ key, results: of }) => [key, of?.run.id])).to.deep.equal([
      ['p/1', 'r1'],
      ['p/2', 'r2'],
    ]);
    const [test] = runsIn(read)[0]?.results?.tests ?? [];
    expect(test).to.deep.equal({
      ...{ id: 'a/b', area: 'a', title: 'b', status: 'failed', durationSeconds: 1, attempts: 1 },
      ...{ reason: { code: 'X', message: 'm' }, evidence: [] },
      measurements: [{ id: 'm', value: 1, unit: 'seconds', budget: 2 }],
      // Without it a known failure would decide in every history.
      quarantine: { owner: 'team', reason: 'T-1', until: '2026-12-31' },
    });
    // Else it would be news to channels each night.
    expect(runsIn(read)[0]?.results?.run.notes).to.deep.equal(['the quarantine of a/b ends soon']);
    expect(withoutRuns(read, new Set(['p/1'])).runs.map(({ key }) => key)).to.deep.equal(['p/2']);
  });

  it('keeps runs that a newer version wrote, and does not read them', () => {
    const newer = { schemaVersion: 1, cluster: 'prod', runs: [{ key: 'p/0', results: { schemaVersion: 2 } }] };
    const index = withRun(readIndex(JSON.stringify(newer), 'u'), 'p/1', results('r1'));
    expect(index && runsIn(index).map(({ key, results: of }) => [key, of !== undefined])).to.deep.equal([
      ['p/0', false],
      ['p/1', true],
    ]);
  });

  it('is full before it is too large, passes on all later runs, and takes again those that it has', () => {
    const lines = ['p/1', 'p/2', 'p/3'].map((key) => lineOf(key, results(key)));
    const two = withRuns(undefined, 'prod', lines, 1_500);
    expect(two.index?.runs.map(({ key }) => key)).to.deep.equal(['p/1', 'p/2']);
    expect([two.index?.full, two.passedOn.map(({ key }) => key)]).to.deep.equal([true, ['p/3']]);
    const smaller = two.index && withoutRuns(two.index, new Set(['p/1']));
    const more = withRuns(smaller, 'prod', [lineOf('p/4', results('r4'))]);
    expect([more.index, more.passedOn.map(({ key }) => key)]).to.deep.equal([smaller, ['p/4']]);
    const again = withRuns(two.index, 'prod', [lineOf('p/1', results('other'))], 1_500);
    expect([again.index?.runs[0]?.results, again.passedOn]).to.deep.equal([
      lineOf('p/1', results('other')).line.results,
      [],
    ]);
  });

  it('has one run in any case', () => {
    const one = withRuns(undefined, 'prod', [lineOf('p/1', results('r1'))], 1);
    expect([one.index?.runs.length, one.index?.full, one.passedOn]).to.deep.equal([1, undefined, []]);
  });

  it('has a run that goes on until it ends, and not again after that', () => {
    const open = withRuns(undefined, 'prod', [lineOf('p/1', results('r1'), true)]).index;
    expect(open?.runs).to.deep.equal([{ ...lineOf('p/1', results('r1')).line, open: true }]);
    const ended = withRun(open, 'p/1', results('r1'));
    expect(ended?.runs).to.deep.equal([lineOf('p/1', results('r1')).line]);
    expect(withRuns(ended, 'prod', [lineOf('p/1', results('r1'), true)]).index).to.equal(ended);
  });

  it('is not overwritten when something else is in its place', () => {
    for (const text of ['', '<xml/>', '{}', '[]', '{"schemaVersion":0,"cluster":"c","runs":[]}'])
      expect(() => readIndex(text, 's3://runs/index'), text).to.throw('ARCHIVE_INDEX_DAMAGED: s3://runs/index is none');
    expect(() => readIndex('{"schemaVersion":2,"cluster":"c","runs":[]}', 's3://runs/index')).to.throw(
      'ARCHIVE_INDEX_TOO_NEW: s3://runs/index was written by a newer version\n  expected: an index',
    );
  });
});
