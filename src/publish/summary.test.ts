import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { Reason, Results, TestResult } from '../results/model.ts';
import { summary } from './summary.ts';

const test = (id: string, status: TestResult['status'], message?: string, more: Partial<Reason> = {}): TestResult => ({
  ...{ id, area: id.split('/', 1)[0] ?? '', title: id, status, durationSeconds: 1, attempts: 1 },
  ...(message === undefined ? {} : { reason: { code: 'X', message, ...more } }),
  ...{ measurements: [], evidence: [] },
});
const results = (tests: TestResult[]): Results => ({
  schemaVersion: 1,
  run: {
    ...{ id: 'r', startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:02:10Z', suiteVersion: '1' },
    ...{ configDigest: '0', dryRun: false, cluster: { name: 'c', nodes: [] } },
  },
  plan: [],
  tests,
});
const mixed = results([
  test('workloads/web', 'passed'),
  test('workloads/db', 'failed', '1 of 3\nready'),
  test('dns/headless', 'skipped', 'there is no headless Service'),
  test('dns/node-a', 'not-run', 'cut off: SIGTERM'),
]);

describe('The summary', () => {
  it('has a table, each test that is not passed with its reason, and the verdict as the last line', () => {
    expect(summary(mixed)).to.equal(
      [
        'area       passed  skipped  not run  failed',
        'workloads       1        0        0       1',
        'dns             0        1        1       0',
        'all             1        1        1       1',
        '',
        'failed        workloads/db',
        '              1 of 3 ready',
        '',
        'not run       dns/node-a',
        '              cut off: SIGTERM',
        '',
        'skipped       dns/headless',
        '              there is no headless Service',
        '',
        'FAILED: 1 failed, 1 not run, 1 passed, 1 skipped, of 4 tests in 2m10s; run r of cluster c',
        '',
      ].join('\n'),
    );
  });

  it('has what to do below a cause, and then the figures', () => {
    const todo = 'kubectl -n shop describe pod web-1';
    const red = test('workloads/deployment/shop/web', 'failed', 'no such image (pod web-1)', {
      todo,
      counts: 'desired 1',
    });
    expect(
      summary(results([red]))
        .split('\n')
        .slice(3, -3),
    ).to.deep.equal([
      'failed        workloads/deployment/shop/web',
      '              no such image (pod web-1)',
      '              do: kubectl -n shop describe pod web-1',
      '              desired 1',
    ]);
  });

  it('says for a cause of several tests what to do about one of them, unless it is the same for all', () => {
    const red = (name: string, todo: string) =>
      test(`workloads/${name}`, 'failed', `no such image (pod ${name}-1)`, { todo, counts: 'desired 1' });
    const todoIn = (...hit: TestResult[]) => summary(results(hit)).split('\n').slice(6, -3);
    expect(todoIn(red('a', 'describe pod a-1'), red('b', 'describe pod b-1'))).to.deep.equal([
      '              do, for one of them: describe pod a-1',
    ]);
    expect(todoIn(red('a', 'load the image'), red('b', 'load the image'))).to.deep.equal([
      '              do: load the image',
    ]);
  });

  it('is the same text with colours, if requested', () => {
    const coloured = summary(mixed, { colour: true });
    expect(coloured).to.contain('\u001b[31mFAILED: ');
    expect(stripVTControlCharacters(coloured)).to.equal(summary(mixed));
  });

  it('of a dry run lists every test that would run, with its title and without a reason', () => {
    const planned = Array.from({ length: 40 }, (_, index) => test(`dns/${index}`, 'not-run', 'a dry run'));
    const listed = results(planned.map((one) => ({ ...one, title: `names for ${one.id}` })));
    listed.run.dryRun = true;
    const lines = summary(listed).split('\n');
    expect(lines[0]).to.equal('area  not run');
    expect(lines.filter((line) => line.startsWith('dns/'))).to.have.length(40);
    expect(lines).to.include('dns/7   names for dns/7');
  });

  it('has the notes of passed tests, the same text once', () => {
    const noted = (id: string, note: string): TestResult => ({ ...test(id, 'passed'), notes: [note] });
    const tests = [noted('workloads/pdb/shop/web', 'no drain ends'), noted('workloads/pdb/shop/db', 'no drain ends')];
    expect(
      summary(results([...tests, noted('workloads/x', 'other')]))
        .split('\n')
        .slice(3, 9),
    ).to.deep.equal([
      'note          workloads/pdb/shop/web and 1 more',
      '              no drain ends',
      'note          workloads/x',
      '              other',
      '',
      'PASSED: 3 passed in 2m10s; run r of cluster c',
    ]);
  });

  it('says before the verdict what no test covers, with ten names for each reason', () => {
    const excluded = Array.from({ length: 12 }, (_, index) => ({
      what: `workloads/node/old-${index}`,
      reason: 'excluded by configuration (scope.exclude)',
    }));
    const notCovered = [...excluded, { what: 'poddisruptionbudgets.policy', reason: 'not served here' }];
    const text = summary({ ...mixed, run: { ...mixed.run, notCovered } });
    expect(text.split('\n').slice(-6)).to.deep.equal([
      '',
      'not covered   12 excluded by configuration (scope.exclude): workloads/node/old-0, workloads/node/old-1, workloads/node/old-2, workloads/node/old-3, workloads/node/old-4, workloads/node/old-5, workloads/node/old-6, workloads/node/old-7, workloads/node/old-8, workloads/node/old-9 and 2 more',
      'not covered   1 not served here: poddisruptionbudgets.policy',
      '',
      'FAILED: 1 failed, 1 not run, 1 passed, 1 skipped, of 4 tests in 2m10s; run r of cluster c',
      '',
    ]);
  });

  it('says before the verdict what to do about what prevented the run from judging', () => {
    const trouble = { kind: 'infrastructure', code: 'X', message: 'no answer', todo: 'see whether it runs' } as const;
    expect(summary({ ...results([]), run: { ...results([]).run, trouble } })).to.equal(
      'do: see whether it runs\n\nINFRASTRUCTURE: no answer; run r of cluster c\n',
    );
  });

  it('is the verdict alone when there was no test', () => {
    expect(summary(results([]))).to.equal('INCOMPLETE: no test was planned; run r of cluster c\n');
  });

  it('shows a cause of several tests once, before the names of the tests, the most important cause first', () => {
    const cause =
      'name server 10.96.0.10 is service kube-system/kube-dns: deployment kube-system/coredns is scaled to zero';
    const hit = results([
      test('workloads/db', 'failed', '1 of 3 ready'),
      test('dns/node-a', 'failed', `${cause}; expected: the cluster DNS answers for Services from node node-a`),
      test('dns/node-b', 'failed', `${cause}; expected: the cluster DNS answers for Services from node node-b`),
    ]);
    expect(summary(hit).split('\n').slice(5, -3)).to.deep.equal([
      `failed        2 tests: ${cause}`,
      '              dns/node-a',
      '              dns/node-b',
      'failed        workloads/db',
      '              1 of 3 ready',
    ]);
  });

  it('separates causes by status, because the same cause may fail one test and make another inconclusive', () => {
    const text = summary(results([test('a/1', 'failed', 'down'), test('a/2', 'inconclusive', 'down')]));
    expect(text).to.contain('failed        a/1\n').and.contain('inconclusive  a/2\n');
  });

  it('names ten tests of a cause and counts the others', () => {
    const many = Array.from({ length: 33 }, (_, index) => test(`workloads/${index}`, 'failed', 'down'));
    const text = summary(results(many));
    expect(text).to.contain('failed        33 tests: down\n              workloads/0\n').and.contain('workloads/9\n');
    expect(text).to.contain('              and 23 more\n').and.not.contain('workloads/10');
    expect(text.split('down')).to.have.length(2);
  });

  it('shows thirty causes of a status and counts the tests of the others', () => {
    const causes = Array.from({ length: 32 }, (_, index) => test(`workloads/${index}`, 'failed', `cause ${index}`));
    const text = summary(results([...causes, test('workloads/again', 'failed', 'cause 31')]));
    expect(text).to.contain('2 tests: cause 31').and.contain('cause 28').and.not.contain('cause 29');
    expect(text).to.contain('              and 2 more, of other causes\n');
  });
});
