import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { verdict } from '../../../src/results/verdict.ts';
import { shakedown } from '../cli/command-line.ts';
import { runSpecs } from './suite-run.ts';

const GOLDEN = new URL('../../../src/results/golden/version-1.json', import.meta.url);
const SPECS = {
  'area/three.spec.ts': `
    import { check } from 'shakedown';
    for (const name of ['one', 'two', 'three']) check(name, { id: 'area/' + name, uses: [] }, async () => {});`,
};
const rerun = (more: object) => ({ config: { run: { rerun: { of: 'r1', ...more } } } });

describe('A run of the tests that were not green in another one', () => {
  it('has these alone, and is a partial one', async () => {
    const tests = ['area/two', 'area/gone'];
    const { exit, results } = await runSpecs(SPECS, rerun({ cluster: 'uid-of-the-cluster', tests }));
    expect(exit).to.equal(0);
    expect(results.tests.map(({ id, status }) => `${id} ${status}`)).to.deep.equal(['area/two passed']);
    expect(verdict(results).sentence).to.match(
      /^PASSED: 1 passed of 1 selected in [^;]+; 2 not selected \(--rerun-failed r1\); run /,
    );
    expect(results.run.notes).to.deep.equal([
      'of the tests to run again of run r1 these are not there any more: area/gone',
    ]);
  });

  it('is refused in another cluster', async () => {
    const { exit, results } = await runSpecs(SPECS, rerun({ cluster: 'another', tests: ['area/two'] }));
    expect(exit).to.equal(2);
    expect(results.run.trouble).to.deep.include({ kind: 'usage', code: 'RERUN_OTHER_CLUSTER' });
    expect(results.run.trouble?.detail).to.contain('the cluster of run r1, with uid another');
    expect(results.tests).to.deep.equal([]);
  });

  it('is refused when none of them is there any more', async () => {
    const { exit, results } = await runSpecs(SPECS, rerun({ tests: ['area/gone'] }));
    expect(exit).to.equal(2);
    expect(results.run.trouble?.message).to.equal(
      'none of them is there any more: area/gone; expected: the tests that were not green in run r1',
    );
  });

  it('is refused before anything is done when there were none, or there is no such run', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rerun-'));
    try {
      const green = JSON.parse(await readFile(GOLDEN, 'utf8'));
      delete green.run.trouble;
      delete green.run.interruption;
      await writeFile(join(directory, 'green.json'), JSON.stringify(green));
      const called = (name: string) => shakedown(['run', '--rerun-failed', name], { cwd: directory });
      expect(await called('green.json')).to.deep.equal({
        exit: 2,
        stdout: '',
        stderr:
          `RERUN_NOTHING: there is nothing to run again of run ${green.run.id}: each of its tests passed or was skipped\n` +
          '  expected: a run with tests that were not green\n' +
          '  do:       name another run, or run without --rerun-failed\n',
      });
      expect((await called('none')).stderr).to.match(/^RESULTS_NOT_FOUND: there is no none\n/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
