import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { compare } from '../results/compare/comparison.ts';
import { historyOf } from '../results/history/history.ts';
import type { Results, TestResult } from '../results/model.ts';
import { readResults } from '../results/read.ts';
import { verdict } from '../results/verdict.ts';
import { testLine } from '../run/record/e2e-log.ts';
import { historyText } from './history/text.ts';
import { toJUnit } from './junit.ts';
import { summary } from './summary.ts';

const GOLDEN = new URL('../results/golden/version-1.json', import.meta.url);
const quarantine = { owner: 'team-shop', reason: 'SHOP-12', until: '2026-12-31' };

describe('A quarantined failure', () => {
  let golden: Results;
  before(async () => (golden = readResults(await readFile(GOLDEN, 'utf8'))));

  const test = (id: string, more: Partial<TestResult> = {}): TestResult => ({
    ...{ id, area: 'a', title: `${id} is well`, status: 'passed', durationSeconds: 1, attempts: 1 },
    ...{ measurements: [], evidence: [], ...more },
  });
  const failed = (id: string, more: Partial<TestResult> = {}) =>
    test(id, { status: 'failed', reason: { code: 'X', message: 'no endpoint', detail: 'no endpoint\nlook' }, ...more });
  const run = (tests: TestResult[], id = 'r'): Results => {
    const { interruption: _, trouble: __, selection: ___, ...facts } = golden.run;
    const plan = tests.map(({ id: name, area, title }) => ({ id: name, area, title, safety: 'read' as const }));
    return { ...golden, run: { ...facts, id }, plan, tests };
  };
  const known = () => run([test('a/x'), failed('a/y', { quarantine })]);

  it('does not decide the verdict, and is told in it', () => {
    expect(verdict(known())).to.deep.include({ word: 'passed', exitCode: 0 });
    expect(verdict(known()).sentence).to.match(/^PASSED: 1 quarantined, 1 passed in /);
    expect(verdict(known()).counts).to.include({ failed: 0, quarantined: 1, passed: 1 });
    expect(verdict(run([failed('a/x'), failed('a/y', { quarantine })])).word).to.equal('failed');
  });

  it('is no pass: a run that has nothing else is incomplete', () => {
    const { word, sentence } = verdict(run([failed('a/y', { quarantine }), test('a/z', { status: 'skipped' })]));
    expect(word).to.equal('incomplete');
    expect(sentence).to.match(/^INCOMPLETE: all 2 tests were skipped or are quarantined, so nothing decides/);
  });

  it('stands apart in the summary, with who knows of it', () => {
    expect(summary(known())).to.match(/^area +passed +quarantined\na +1 +1\n/);
    expect(summary(known())).to.contain(
      [
        'quarantined   a/y',
        '              known until 2026-12-31 (team-shop): SHOP-12',
        '              no endpoint',
      ].join('\n'),
    );
  });

  it('is skipped in JUnit, with its cause and its text, and named in a property', () => {
    const xml = toJUnit(known());
    expect(xml).to.contain(
      '<skipped message="failed, but quarantined until 2026-12-31 (team-shop): SHOP-12; no endpoint"/>',
    );
    expect(xml).to.contain('look').and.contain('<property name="quarantined" value="a/y"/>');
    expect(xml).to.not.match(/<failure|<error/);
  });

  it('has a line of its own in the log', () => {
    const [first] = testLine(failed('a/y', { quarantine }), { planned: 1, done: 1, notPassed: 0 }, new Date(0)).split(
      '\n',
    );
    expect(first).to.equal('00:00:00        1/1  quarantined     1.0 s  a/y');
  });

  it('is no regression, and is when it decides again', () => {
    const before = run([test('a/x'), test('a/y')]);
    expect(compare({ before: [before], after: [known()] })).to.deep.include({ regressions: [] });
    expect(compare({ before: [before], after: [known()] }).tests.map(({ change, id }) => [change, id])).to.deep.equal([
      ['quarantined', 'a/y'],
    ]);
    const expired = run([test('a/x'), failed('a/y')]);
    expect(compare({ before: [before], after: [expired] }).regressions).to.deep.equal(['a/y fails']);
    expect(compare({ before: [known()], after: [before] }).tests.map(({ change }) => change)).to.deep.equal(['fixed']);
  });

  it('fails in the history, in a run that passed', () => {
    const history = historyOf([run([test('a/x'), test('a/y')], '1'), { ...known() }]);
    expect(history.passRate).to.equal(1);
    expect(history.tests[0]).to.deep.include({ id: 'a/y', failing: { since: 'r', runs: 1 }, quarantined: true });
    expect(historyText(history)).to.contain('fails since run r, 1 in a row; quarantined');
  });
});
