import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results, Status, TestResult } from '../model.ts';
import { readResults } from '../read.ts';
import { historyOf } from './history.ts';
import { testHistory } from './test-history.ts';

/** The history of a test whose runs are letters: p passed, f failed, s skipped, a space where it was not planned. */
function ofTest(letters: string) {
  const statuses: Record<string, Status> = { p: 'passed', f: 'failed', s: 'skipped' };
  return testHistory(
    'a',
    letters.split('').map((letter, index) => ({ run: `${index}`, status: statuses[letter] })),
  );
}

describe('The history of a test', () => {
  it('tells since when it fails', () => {
    expect(ofTest('ppfsf')).to.deep.include({ judged: 4, passed: 2, failing: { since: '2', runs: 2 } });
    expect(ofTest('ff').failing).to.deep.equal({ since: '0', runs: 2 });
  });

  it('tells in which run it was fixed, and after how many failures', () => {
    expect(ofTest('pfffpp')).to.deep.include({ fixed: { in: '4', after: 3 }, flips: 2 });
    expect(ofTest('pfp pff').failing).to.deep.equal({ since: '5', runs: 2 });
  });

  it('tells how often it goes to and fro: a break for good is no flake', () => {
    expect(ofTest('ppppffff').flakeRate).to.equal(0);
    expect(ofTest('pfpfp').flakeRate).to.equal(1);
    expect(ofTest('pppfppppp').flakeRate).to.be.closeTo(1 / 7, 1e-9);
    expect(ofTest('pf').flakeRate).to.equal(0);
  });

  it('is only that of the runs that judged it', () => {
    expect(ofTest('sss')).to.deep.include({ judged: 0, passed: 0, flips: 0, flakeRate: 0 });
    expect(ofTest('pspsp')).to.deep.include({ judged: 3, passed: 3, flips: 0 });
  });
});

describe('The history of a cluster', () => {
  let golden: Results;
  before(async () => {
    golden = readResults(await readFile(join(import.meta.dirname, '..', 'golden', 'version-1.json'), 'utf8'));
  });

  /** A run with one test, and a rollout of so many seconds. */
  function run(id: string, status: Status, value?: number, unit: 'seconds' | 'bytes' = 'seconds'): Results {
    const { interruption: _, trouble: __, ...facts } = golden.run;
    const measurements = value === undefined ? [] : [{ id: 'rollout', value, unit }];
    const tests = golden.tests.map((test): TestResult => ({ ...test, status, measurements }));
    return { ...golden, run: { ...facts, id }, tests };
  }

  it('has its pass rate over the runs with a verdict on the cluster', () => {
    const { runs, passRate } = historyOf([
      run('1', 'passed'),
      run('2', 'failed'),
      run('3', 'not-run'),
      run('4', 'passed'),
    ]);
    expect(runs.map(({ id, word }) => `${id} ${word}`)).to.deep.equal([
      '1 passed',
      '2 failed',
      '3 incomplete',
      '4 passed',
    ]);
    expect(passRate).to.be.closeTo(2 / 3, 1e-9);
    expect(historyOf([run('1', 'not-run')]).passRate).to.equal(undefined);
  });

  it('names the tests that did not always pass', () => {
    expect(historyOf([run('1', 'passed'), run('2', 'passed')]).tests).to.deep.equal([]);
    expect(historyOf([run('1', 'passed'), run('2', 'failed')]).tests.map(({ id }) => id)).to.deep.equal([
      'workloads/a',
    ]);
  });

  it('has a value of each run for a measurement, with holes', () => {
    const runs = [run('1', 'passed', 5), run('2', 'skipped', 9), run('3', 'passed', 9, 'bytes'), run('4', 'passed', 6)];
    expect(historyOf(runs).trends).to.deep.equal([
      { id: 'workloads/a rollout', unit: 'seconds', values: [5, undefined, undefined, 6] },
    ]);
    expect(historyOf([run('1', 'passed', 5)]).trends).to.deep.equal([]);
  });
});
