import { expect } from 'chai';
import type { RunFacts, TestResult } from '../../results/model.ts';
import { foldJournal, readJournal, type JournalRecord } from './journal-records.ts';

const run: RunFacts = {
  ...{ id: 'r', startedAt: '2026-01-01T00:00:00Z', suiteVersion: '1', configDigest: '0', dryRun: false },
  cluster: { name: 'c', nodes: [] },
};
const planned = (id: string) => ({ id, area: 'a', title: id, safety: 'read' }) as const;
const passed = (id: string): TestResult => ({
  ...{ id, area: 'a', title: id, status: 'passed', durationSeconds: 1, attempts: 1 },
  ...{ measurements: [], evidence: [] },
});
const begun: JournalRecord[] = [
  { type: 'run', run, deadlineSeconds: 60 },
  { type: 'plan', plan: [planned('a/1'), planned('a/2'), planned('a/3')] },
  { type: 'start', id: 'a/2', at: '2026-01-01T00:00:01Z' },
  { type: 'waiting', waiting: { id: 'a/2', since: '2026-01-01T00:00:01Z', reason: '0 of 1 replica available' } },
  { type: 'waiting' },
  { type: 'test', test: passed('a/1') },
];
const text = (records: JournalRecord[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const fold = (records: JournalRecord[], whileRunning = false) => foldJournal({ records, damaged: 0 }, whileRunning);
const reasons = (results = fold(begun)) => results?.tests.map(({ status, reason }) => [status, reason?.message]);

describe('The journal', () => {
  it('is read back as it was written', () => {
    expect(readJournal(text(begun))).to.deep.equal({ records: begun, damaged: 0 });
  });

  it('is read up to the byte at which its writer was killed', () => {
    const whole = text(begun);
    for (let length = 0; length <= whole.length; length += 1) {
      const { records, damaged } = readJournal(whole.slice(0, length));
      expect(records).to.deep.equal(begun.slice(0, records.length));
      expect(damaged).to.equal(0);
    }
  });

  it('is also read after a damaged line, which cuts the run off', () => {
    const journal = readJournal(text(begun).replace('"type":"start"', '"type":"stort"'));
    expect([journal.records.length, journal.damaged]).to.deep.equal([5, 1]);
    expect(foldJournal(journal)?.run.interruption).to.equal('1 lines of the journal cannot be read');
  });

  it('has no results without a record of the run', () => {
    expect(fold([])).to.equal(undefined);
  });

  it('has results in which tests without a record were not run, because of what cut the run off', () => {
    expect(reasons(fold([...begun, { type: 'interruption', interruption: 'SIGTERM' }]))).to.deep.equal([
      ['passed', undefined],
      ['not-run', 'running when it was cut off: SIGTERM'],
      ['not-run', 'SIGTERM'],
    ]);
  });

  it('keeps what cut the run off when facts of the run are recorded after it', () => {
    const trouble = { kind: 'usage', code: 'X', message: 'x' } as const;
    const ends: JournalRecord[] = [
      { type: 'interruption', interruption: 'SIGTERM' },
      { type: 'trouble', trouble },
    ];
    const notes = ['found late'];
    const results = fold([...begun, ...ends, { type: 'run', run: { ...run, notes }, deadlineSeconds: 60 }]);
    expect(results?.run).to.deep.equal({ ...run, notes, interruption: 'SIGTERM', trouble });
    expect(reasons(results)?.at(-1)).to.deep.equal(['not-run', 'SIGTERM']);
  });

  it('says that tests without a record are not done yet while the run continues', () => {
    expect(reasons(fold(begun, true))?.at(-1)).to.deep.equal(['not-run', 'not done yet']);
  });

  it('cuts a run off that has results and no plan: more may have been planned', () => {
    const withoutPlan = begun.filter(({ type }) => type !== 'plan');
    const end: JournalRecord = { type: 'end', at: '2026-01-01T00:00:09Z' };
    expect(fold([...withoutPlan, end])?.run.interruption).to.equal('the journal has no plan');
    expect(fold(withoutPlan, true)?.run).to.not.have.property('interruption');
    expect(fold([...begun, end])?.run).to.not.have.property('interruption');
  });

  it('keeps the order of the plan, with unplanned tests after it', () => {
    const records: JournalRecord[] = [
      ...begun,
      { type: 'test', test: passed('runner/stray') },
      { type: 'test', test: passed('a/3') },
      { type: 'test', test: passed('a/2') },
      { type: 'end', at: '2026-01-01T00:00:09Z' },
    ];
    const results = fold(records);
    expect(results?.tests.map(({ id }) => id)).to.deep.equal(['a/1', 'a/2', 'a/3', 'runner/stray']);
    expect(results?.run.endedAt).to.equal('2026-01-01T00:00:09Z');
  });

  it('takes the last record of the run, and the first thing that cut it off', () => {
    const known: JournalRecord = {
      type: 'run',
      run: { ...run, cluster: { name: 'c', version: 'v1.36.3', nodes: [] } },
      deadlineSeconds: 60,
    };
    const cut = (interruption: string): JournalRecord => ({ type: 'interruption', interruption });
    const results = fold([...begun, known, cut('first'), cut('second')]);
    expect([results?.run.cluster.version, results?.run.interruption]).to.deep.equal(['v1.36.3', 'first']);
  });
});
