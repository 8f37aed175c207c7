import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../../src/results/model.ts';
import { zipOf } from '../../../src/sonobuoy/stored/zip.fixture.ts';
import { shakedown } from './command-line.ts';

const RESULTS = new URL('../../../src/results/golden/version-1.json', import.meta.url).pathname;

describe('The verdict on a stored run', function () {
  this.timeout(60_000);

  let directory: string;
  let golden: Results;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'verdict-'));
    golden = JSON.parse(await readFile(RESULTS, 'utf8'));
    golden.run.settings = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** Stores the results of a run in the directory of its id. */
  async function store(id: string, { run, ...rest }: Partial<Results> = golden, content = id) {
    await mkdir(join(directory, 'results', id), { recursive: true });
    const results = { ...golden, ...rest, run: { ...golden.run, ...run, id: content } };
    await writeFile(join(directory, 'results', id, 'results.json'), JSON.stringify(results));
  }
  const called = (...args: string[]) => shakedown(args, { cwd: directory });
  /** The facts of a run that nothing interrupted. */
  const done = (more: Partial<Results['run']> = {}) => {
    const run = { ...golden.run, ...more };
    delete run.interruption;
    delete run.trouble;
    return run;
  };
  const focus = (value: string) => ({ selection: { selected: 1, leftOut: [{ by: 'run.focus', value, tests: 41 }] } });
  /** Stores a run that is whole and red, or partial and green. */
  const storeRed = async (id: string) => {
    await store(id);
    const tests = golden.tests.map((test) => ({ ...test, status: 'failed' }));
    const text = JSON.stringify({ ...golden, run: { ...done(), id }, tests });
    await writeFile(join(directory, 'results', id, 'results.json'), text);
  };
  const storeGreen = async (id: string, more: Partial<Results['run']>) => {
    await store(id);
    await writeFile(
      join(directory, 'results', id, 'results.json'),
      JSON.stringify({ ...golden, run: { ...done(more), id } }),
    );
  };

  it('is that of the newest run that has results', async () => {
    await mkdir(join(directory, 'results', '20261121-220000-bbbb'), { recursive: true });
    await store('20261120-220000-aaaa');
    const newest = await called('verdict');
    const named = await called('verdict', 'results/20261120-220000-aaaa');
    expect(newest).to.deep.equal({
      ...named,
      stderr:
        'the newest run: results/20261120-220000-aaaa; newer, but without results: results/20261121-220000-bbbb\n',
    });
    expect(named.stderr).to.equal('');
    expect(newest.stdout).to.match(/^[A-Z]+: .*; run 20261120-220000-aaaa of cluster staging\n$/);
  });

  for (const command of ['verdict', 'summary', 'junit'])
    it(`is found by the id of the run alone: ${command}`, async () => {
      const id = '20261120-220000-aaaa';
      await store(id);
      const byId = await called(command, id);
      expect(byId).to.deep.equal(await called(command, `results/${id}`));
      expect(byId.stdout).to.not.equal('');
    });

  it('is found by the beginning of an id that one run has', async () => {
    await store('20261120-220000-aaaa');
    await store('20261121-220000-bbbb');
    expect(await called('verdict', '20261120')).to.deep.equal(await called('verdict', '20261120-220000-aaaa'));
    expect(await called('verdict', '202611')).to.deep.equal({
      exit: 2,
      stdout: '',
      stderr:
        'RUN_ID_AMBIGUOUS: 2 runs in results/ begin with 202611: 20261120-220000-aaaa, 20261121-220000-bbbb\n' +
        '  expected: the beginning of one id\n' +
        '  do:       write more of it\n',
    });
  });

  it('is given on what a CI job has kept: a ZIP archive, and a JUnit report alone', async () => {
    await storeGreen('20261120-220000-aaaa', {});
    const [own, junit] = await Promise.all([called('verdict', '2026'), called('junit', '2026')]);
    const text = await readFile(join(directory, 'results/20261120-220000-aaaa/results.json'));
    await writeFile(join(directory, 'artefact.zip'), zipOf({ 'results.json': { text } }));
    await writeFile(join(directory, 'junit.xml'), junit.stdout);
    expect(await called('verdict', 'artefact.zip')).to.deep.equal(own);
    expect(await called('verdict', 'junit.xml')).to.deep.equal({
      ...own,
      stdout: 'PASSED: 1 passed in 12.5 s; run 20261120-220000-aaaa of cluster staging\n',
    });
  });

  for (const command of ['verdict', 'summary', 'junit'])
    it(`is not that of another run that lies in its directory: ${command}`, async () => {
      const id = '20261120-220000-aaaa';
      await store(id, golden, '20250101-000000-zzzz');
      const refusal = {
        exit: 2,
        stdout: '',
        stderr:
          'RESULTS_FOREIGN: they are those of run 20250101-000000-zzzz\n' +
          `  expected: the results of run ${id} in results/${id}\n` +
          '  do:       remove the directory, or rename it after the run that it holds\n',
      };
      expect(await called(command, id)).to.deep.equal(refusal);
      expect(await called(command)).to.deep.equal(refusal);
    });

  for (const command of ['verdict', 'summary', 'junit'])
    it(`is not given on what is no run, with one sentence and exit code 2: ${command}`, async () => {
      await writeFile(join(directory, 'a.tar.gz'), '<!DOCTYPE html><p>Sign in');
      expect(await called(command, 'a.tar.gz')).to.deep.equal({
        exit: 2,
        stdout: '',
        stderr:
          'RESULTS_UNREADABLE: a.tar.gz: it is a web page, such as a sign-in or an error that was saved in its place\n' +
          '  expected: the results of a run, or an archive with them\n' +
          '  do:       download it again\n',
      });
    });

  it('is never that of a dry run, unless the dry run is named', async () => {
    await store('20261120-220000-aaaa');
    const dry = done({ dryRun: true });
    const reason = { code: 'NOT_STARTED', message: 'a dry run lists tests and judges nothing' };
    const tests = golden.tests.map((test) => ({ ...test, status: 'not-run', reason }));
    const id = '20261121-220000-bbbb';
    await mkdir(join(directory, 'results', id), { recursive: true });
    await writeFile(
      join(directory, 'results', id, 'results.json'),
      JSON.stringify({ ...golden, run: { ...dry, id }, tests }),
    );
    expect((await called('verdict')).stdout).to.equal((await called('verdict', '20261120-220000-aaaa')).stdout);
    const ofDryRun = await called('verdict', `results/${id}`);
    expect(ofDryRun.stdout).to.match(/^DRY RUN: \d+ tests? selected, nothing judged; /);
    // It is no green light for who asks for a verdict.
    expect(ofDryRun.exit).to.equal(4);
    expect(JSON.parse((await called('verdict', '--json', `results/${id}`)).stdout)).to.include({
      ...{ word: 'dry-run', exitCode: 4 },
    });
  });

  it('is never that of a partial run, unless it is named: a focused green one does not hide a red one', async () => {
    const [red, green] = ['20261120-220000-aaaa', '20261121-220000-bbbb'];
    await storeRed(red);
    await storeGreen(green, focus('dns/'));
    const newest = await called('verdict');
    expect(newest.exit).to.equal(1);
    expect(newest.stdout).to.match(/^FAILED: /);
    expect(newest.stderr).to.equal(
      `the newest run: results/${red}; newer, but partial: results/${green} (--focus dns/)\n`,
    );
    expect(await called('verdict', green)).to.deep.equal({
      exit: 0,
      stdout: `PASSED: 1 passed of 1 selected in 2m10s; 41 not selected (--focus dns/); run ${green} of cluster staging\n`,
      stderr: '',
    });
  });

  it('is that of the newest partial run when all are narrowed in the same way, and of none when they differ', async () => {
    const scope = { selection: { selected: 1, leftOut: [{ by: 'scope.namespaces', value: 'shop' }] } };
    await storeGreen('20261120-220000-aaaa', scope);
    await storeGreen('20261121-220000-bbbb', scope);
    expect((await called('verdict')).stdout).to.equal(
      'PASSED: 1 passed of 1 selected in 2m10s; limited by scope.namespaces shop; run 20261121-220000-bbbb of cluster staging\n',
    );
    await storeGreen('20261122-220000-cccc', focus('web'));
    const { exit, stderr } = await called('verdict');
    expect(exit).to.equal(2);
    expect(stderr).to.match(
      /^RESULTS_ONLY_PARTIAL: no run is known to be whole: results\/20261122-220000-cccc \(--focus web\), results\/20261121/,
    );
  });

  it('is not that of a run from the future, as after a wrong clock, which would be the newest for years', async () => {
    await store('20261120-220000-aaaa');
    await storeGreen('20990101-000000-bbbb', { startedAt: '2099-01-01T00:00:00.000Z' });
    const { stdout, stderr } = await called('verdict');
    expect(stdout).to.equal((await called('verdict', '20261120-220000-aaaa')).stdout);
    expect(stderr).to.match(
      /^left out: results\/20990101-000000-bbbb: it says that it began at 2099-01-01T00:00:00\.000Z, \S+ from now: a clock was wrong\nthe newest run: results\/20261120-220000-aaaa\n$/,
    );
    expect((await called('verdict', '2099')).stdout).to.match(/; run 20990101-000000-bbbb of cluster staging\n$/);
  });

  it('is that of a newer run with an id of its own, as the environment gives it', async () => {
    await storeGreen('20261120-220000-aaaa', { startedAt: '2026-11-20T22:00:00Z' });
    await storeGreen('a-first', { startedAt: '2026-11-19T22:00:00Z' });
    await store('ci-123', { ...golden, run: done({ startedAt: '2026-11-21T22:00:00Z' }) });
    await store('ci-124', { ...golden, run: done({ startedAt: '2026-11-21T23:00:00Z', ...focus('dns/') }) });
    await mkdir(join(directory, 'results', 'notes'));
    const newest = await called('verdict');
    expect(newest.stderr).to.equal(
      'the newest run: results/ci-123; newer, but partial: results/ci-124 (--focus dns/)\n',
    );
    expect(newest.stdout).to.match(/; run ci-123 of cluster staging\n$/);
    expect(await called('verdict', 'ci-123')).to.deep.equal({ ...newest, stderr: '' });
    expect((await called('verdict', 'a-first')).stdout).to.match(/; run a-first of cluster staging\n$/);
  });
});
