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
