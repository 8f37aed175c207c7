import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readResults } from './read.ts';
import { testsToRunAgain } from './rerun.ts';
import type { Results, Status, TestResult } from './model.ts';

describe('The tests of a run that are run again', () => {
  let golden: Results;
  before(async () => {
    golden = readResults(await readFile(join(import.meta.dirname, 'golden', 'version-1.json'), 'utf8'));
  });
  const run = (statuses: Record<string, Status>, more: Partial<Results['run']> = {}): Results => {
    const tests = Object.entries(statuses).map(([id, status]): TestResult => ({
      ...{ id, status, area: id.split('/')[0] ?? '', title: id, durationSeconds: 0, attempts: 1 },
      ...{ measurements: [], evidence: [] },
    }));
    const plan = tests.map(({ id, area, title }) => ({ id, area, title, safety: 'read' as const }));
    const selection = { selected: plan.length, leftOut: [] };
    return { ...golden, run: { ...golden.run, id: 'r', selection, ...more }, plan, tests };
  };

  it('are all that were not green, for whatever reason', () => {
    const ended = run({
      ...{ 'a/failed': 'failed', 'a/passed': 'passed', 'a/error': 'error', 'a/not-run': 'not-run' },
      ...{ 'a/skipped': 'skipped', 'a/inconclusive': 'inconclusive' },
    });
    expect(testsToRunAgain(ended)).to.deep.equal(['a/failed', 'a/error', 'a/not-run', 'a/inconclusive']);
  });

  it('are not those of other plugins, nor errors of the runner', () => {
    const plugins = [{ name: 'e2e', decides: true, counts: {} }];
    const ended = run({ 'a/x': 'failed', 'e2e/y': 'failed' }, { plugins });
    const [first] = ended.tests as [TestResult];
    ended.tests.push({ ...first, id: 'runner/clean-up', area: 'runner', status: 'error' });
    expect(testsToRunAgain(ended)).to.deep.equal(['a/x']);
  });

  for (const [why, ended] of [
    ['each of its tests passed or was skipped', () => run({ 'a/x': 'passed', 'a/y': 'skipped' })],
    ['it was a dry run', () => run({ 'a/x': 'not-run' }, { dryRun: true })],
    ['it has no plan, so it is not known which tests it lost', () => run({})],
    [
      'none of its tests is one of this suite',
      () => run({ 'junit/x': 'failed' }, { plugins: [{ name: 'junit', decides: true, counts: {} }] }),
    ],
  ] as const)
    it(`are none of a run of which ${why}`, () => {
      expect(() => testsToRunAgain(ended())).to.throw(
        `RERUN_NOTHING: there is nothing to run again of run r: ${why}\n` +
          '  expected: a run with tests that were not green\n' +
          '  do:       name another run, or run without --rerun-failed',
      );
    });
});
