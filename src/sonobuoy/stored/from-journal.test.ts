import { expect } from 'chai';
import { readResults } from '../../results/read.ts';
import { verdict } from '../../results/verdict.ts';
import { restoredFrom } from './from-journal.ts';

const run = {
  ...{ id: 'r', startedAt: '2026-01-01T00:00:00Z', suiteVersion: '1', configDigest: '0', dryRun: false },
  cluster: { name: 'c', nodes: [] },
};
const planned = (id: string) => ({ id, area: 'a', title: id, safety: 'read' });
const test = (id: string) => ({
  ...{ id, area: 'a', title: id, status: 'passed', durationSeconds: 1, attempts: 1 },
  ...{ measurements: [{ id: 'm', value: 1, unit: 'seconds' }], evidence: [] },
});
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const begun = lines(
  { type: 'run', run, deadlineSeconds: 60 },
  { type: 'plan', plan: [planned('a/1'), planned('a/2')] },
  { type: 'test', test: test('a/1') },
);

describe('The results of a run that was killed', () => {
  for (const [what, older] of [
    ['and left none', undefined],
    ['before they were written again', JSON.stringify({ schemaVersion: 1, run, plan: [], tests: [] })],
  ] as const)
    it(`${what} are those of its journal: what was measured is there, and the verdict is incomplete`, () => {
      const results = readResults(restoredFrom(`${begun}{"type":"test","te`, older) ?? '');
      expect(results.tests.map(({ id, status }) => `${id} ${status}`)).to.deep.equal(['a/1 passed', 'a/2 not-run']);
      expect(results.tests[0]?.measurements).to.deep.equal([{ id: 'm', value: 1, unit: 'seconds' }]);
      expect(verdict(results).sentence).to.equal(
        'INCOMPLETE: 1 not run, 1 passed, of 2 tests; the run has not ended: it goes on, or was killed; run r of cluster c',
      );
    });

  it('are its own when it ended, or they cannot be read, and none when the journal has no run', () => {
    const ended = JSON.stringify({ schemaVersion: 1, run: { ...run, endedAt: run.startedAt }, plan: [], tests: [] });
    expect(restoredFrom(begun, ended)).to.equal(undefined);
    expect(restoredFrom(begun, '{"schemaV')).to.equal(undefined);
    expect(restoredFrom('{"type":"ru', undefined)).to.equal(undefined);
  });
});
