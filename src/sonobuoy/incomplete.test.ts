import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { resultsSchema } from '../results/model.ts';
import { narrowedBy } from '../results/selection.ts';
import { verdict } from '../results/verdict.ts';
import { incompleteResults } from './incomplete.ts';

const given = {
  run: { id: 'r1', startedAt: '2026-01-01T00:00:00.000Z', suiteVersion: '1.0.0' },
  config: configSchema.parse({ cluster: { name: 'prod' } }),
  endedAt: new Date('2026-01-01T00:02:00Z'),
  why: 'the pod was deleted',
};

describe('The results of a run that was lost', () => {
  it('are incomplete, and say how far it got', () => {
    const progress = { total: 9, passed: 4, failures: ['workloads/dns/node-1'], message: '' };
    const results = resultsSchema.parse(incompleteResults({ ...given, progress }));
    expect(verdict(results)).to.include({
      word: 'incomplete',
      exitCode: 4,
      sentence:
        'INCOMPLETE: 2 errors, of 2 tests in 2m00s; the pod was deleted; it had reported 5 of 9 tests; run r1 of cluster prod',
    });
    expect(results.tests).to.have.lengthOf(2);
    expect(results.tests[1]).to.deep.include({
      id: 'workloads/dns/node-1',
      area: 'workloads',
      status: 'error',
      reason: { code: 'RUN_LOST', message: 'it did not pass; the reason was lost with the run' },
    });
  });

  describe('of which the archive has the journal,', () => {
    const named = (id: string) => ({ id, area: 'dns', title: id });
    const facts = { configDigest: 'x', dryRun: false, cluster: { name: 'prod', nodes: [] } };
    const line = (record: object) => `${JSON.stringify(record)}\n`;
    const measured = { status: 'passed', durationSeconds: 1, attempts: 1, measurements: [], evidence: [] };
    const begun = (id: string) =>
      line({
        type: 'run',
        run: { ...given.run, ...facts, id, startedAt: '2026-01-01T00:00:09.000Z' },
        deadlineSeconds: 60,
      });
    const journal = [
      begun('r1'),
      line({ type: 'plan', plan: ['dns/a', 'dns/b', 'dns/c'].map((id) => ({ ...named(id), safety: 'read' })) }),
      line({ type: 'test', test: { ...named('dns/a'), ...measured } }),
      line({ type: 'start', id: 'dns/b', at: '2026-01-01T00:00:30.000Z' }),
      '{"type":"te',
    ].join('');
    const progress = { total: 3, passed: 1, failures: [], message: '' };

    it('have what it measured', () => {
      const results = resultsSchema.parse(incompleteResults({ ...given, progress, journal }));
      expect(verdict(results).sentence).to.equal(
        'INCOMPLETE: 1 error, 2 not run, 1 passed, of 4 tests in 1m51s; the pod was deleted; it had reported 1 of 3 tests; run r1 of cluster prod',
      );
      expect(results.tests.map(({ id, status, reason }) => [id, status, reason?.message])).to.deep.equal([
        ['runner/hand-over', 'error', 'the pod was deleted'],
        ['dns/a', 'passed', undefined],
        ['dns/b', 'not-run', 'running when it was cut off: the pod was deleted; it had reported 1 of 3 tests'],
        ['dns/c', 'not-run', 'the pod was deleted; it had reported 1 of 3 tests'],
      ]);
    });

    it('have what it reported after the journal', () => {
      const later = { total: 3, passed: 1, failures: ['dns/b'], message: '' };
      const { tests } = resultsSchema.parse(incompleteResults({ ...given, progress: later, journal }));
      expect(tests.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([
        ...['runner/hand-over error', 'dns/a passed', 'dns/c not-run', 'dns/b error'],
      ]);
    });

    it('do without it when it is of another run, or cannot be read', () => {
      const without = incompleteResults({ ...given, progress });
      for (const other of [journal.replace(begun('r1'), begun('r2')), '<html>', ''])
        expect(incompleteResults({ ...given, progress, journal: other })).to.deep.equal(without);
    });
  });

  it('are incomplete when it had reported nothing', () => {
    const results = incompleteResults({ ...given, progress: undefined });
    expect(results.run.interruption).to.equal('the pod was deleted; it had reported no test');
    expect(verdict(results)).to.include({
      exitCode: 4,
      sentence:
        'INCOMPLETE: 1 error, of 1 test in 2m00s; the pod was deleted; it had reported no test; run r1 of cluster prod',
    });
  });

  it('say what narrowed the run, so that it never stands for a whole one', () => {
    const config = configSchema.parse({
      ...{ cluster: { name: 'prod' }, time: { settle: '5m' } },
      ...{ run: { focus: 'dns/', targets: ['dns', 'nodes'] }, scope: { nodeSelector: { pool: 'apps' } } },
    });
    const { run } = resultsSchema.parse(incompleteResults({ ...given, config, progress: undefined }));
    expect(narrowedBy(run)).to.deep.equal(['--target dns,nodes', '--focus dns/', 'scope.nodeSelector pool=apps']);
    expect(verdict({ schemaVersion: 1, run, plan: [], tests: [] }).sentence).to.contain('limited by --focus dns/');
    expect(narrowedBy(incompleteResults({ ...given, progress: undefined }).run)).to.deep.equal([]);
  });
});
