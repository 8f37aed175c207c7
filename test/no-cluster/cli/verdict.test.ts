import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../../src/results/model.ts';
import { shakedown } from './command-line.ts';

const RESULTS = new URL('../../../src/results/golden/version-1.json', import.meta.url).pathname;

describe('The verdict on a stored run', function () {
  this.timeout(60_000);

  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'verdict-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('is that of the newest run that has results', async () => {
    for (const id of ['20261120-220000-aaaa', '20261121-220000-bbbb'])
      await mkdir(join(directory, 'results', id), { recursive: true });
    await copyFile(RESULTS, join(directory, 'results/20261120-220000-aaaa/results.json'));
    const newest = await shakedown(['verdict'], { cwd: directory });
    const named = await shakedown(['verdict', 'results/20261120-220000-aaaa'], { cwd: directory });
    expect(newest).to.deep.equal({ ...named, stderr: 'the newest run: results/20261120-220000-aaaa\n' });
    expect(named.stderr).to.equal('');
    expect(newest.stdout).to.match(/^[A-Z]+: /);
  });

  for (const command of ['verdict', 'summary', 'junit'])
    it(`is found by the id of the run alone: ${command}`, async () => {
      const id = '20261120-220000-aaaa';
      await mkdir(join(directory, 'results', id), { recursive: true });
      await copyFile(RESULTS, join(directory, 'results', id, 'results.json'));
      const byId = await shakedown([command, id], { cwd: directory });
      expect(byId).to.deep.equal(await shakedown([command, `results/${id}`], { cwd: directory }));
      expect(byId.stdout).to.not.equal('');
    });

  it('is never that of a dry run, unless the dry run is named', async () => {
    const stored: Results = JSON.parse(await readFile(RESULTS, 'utf8'));
    const run = { ...stored.run, dryRun: true };
    delete run.interruption;
    delete run.trouble;
    const tests = stored.tests.map((test) => ({ ...test, status: 'not-run' }));
    const dry = { ...stored, run, tests };
    const runs = { '20261120-220000-aaaa': stored, '20261121-220000-bbbb': dry };
    for (const [id, results] of Object.entries(runs)) {
      await mkdir(join(directory, 'results', id), { recursive: true });
      await writeFile(join(directory, 'results', id, 'results.json'), JSON.stringify(results));
    }
    const verdictOn = (...named: string[]) => shakedown(['verdict', ...named], { cwd: directory });
    expect((await verdictOn()).stdout).to.equal((await verdictOn('results/20261120-220000-aaaa')).stdout);
    expect((await verdictOn('results/20261121-220000-bbbb')).stdout).to.match(/^PASSED: dry run, /);
  });
});
