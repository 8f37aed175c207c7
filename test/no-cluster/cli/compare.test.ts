import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../../src/results/model.ts';
import { shakedown } from './command-line.ts';

const RESULTS = new URL('../../../src/results/golden/version-1.json', import.meta.url);

describe('The comparison of stored runs', function () {
  this.timeout(60_000);

  let directory: string;
  const [green, red] = ['20260101-000000-aaaa', '20260102-000000-bbbb'];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'compare-'));
    const golden = JSON.parse(await readFile(RESULTS, 'utf8')) as Results;
    const { interruption: _, trouble: __, ...facts } = golden.run;
    for (const [id, startedAt, status] of [
      [green, '2026-01-01T00:00:00.000Z', 'passed'],
      [red, '2026-01-02T00:00:00.000Z', 'failed'],
    ] as const) {
      const tests = golden.tests.map((test) => ({ ...test, status }));
      await mkdir(join(directory, 'results', id), { recursive: true });
      const text = JSON.stringify({ ...golden, run: { ...facts, id, startedAt, settings: [] }, tests });
      await writeFile(join(directory, 'results', id, 'results.json'), text);
    }
  });
  after(() => rm(directory, { recursive: true }));
  const called = (...args: string[]) => shakedown(['compare', ...args], { cwd: directory });

  it('names what broke, and exits with 1', async () => {
    const { exit, stdout, stderr } = await called('--last-green');
    expect(stdout).to.match(/^newly failing +workloads\/a {2}\(passed → failed\)\n +y$/m);
    expect(stdout).to.match(/\n\nWORSE: 1 newly failing\n$/);
    expect(exit, stderr).to.equal(1);
  });

  it('is JSON for programs, Markdown for pull requests, and 0 when nothing is worse', async () => {
    const json = await called(red, green, '--json');
    expect(JSON.parse(json.stdout)).to.deep.include({ before: [red], after: [green], regressions: [] });
    expect(json.exit).to.equal(0);
    expect((await called(red, green, '--markdown')).stdout).to.match(/^\*\*NOT WORSE: 1 fixed\*\*\n/);
  });

  it('is a page for people, in the file that is named; one format at a time', async () => {
    const { exit, stdout, stderr } = await called('--last-green', '--html', '--output', 'comparison.html');
    expect([exit, stdout, stderr]).to.deep.equal([
      1,
      '',
      'the newest run: results/20260102-000000-bbbb\nwrote comparison.html\n',
    ]);
    expect(await readFile(join(directory, 'comparison.html'), 'utf8')).to.match(
      /^<!doctype html>\n[^]*<title>worse · before: 20260101-000000-aaaa; after: 20260102-000000-bbbb<\/title>/,
    );
    const both = await called('--last-green', '--html', '--json');
    expect(both.stderr).to.match(/^USAGE_ERROR: option '--html' cannot be used with option '--json'/);
    expect(both.exit).to.equal(2);
  });

  it('reads the runs that can be read, and names the others', async () => {
    await mkdir(join(directory, 'results', 'cut'));
    await writeFile(join(directory, 'results', 'cut', 'results.json'), '{"schemaVersion"');
    const { exit, stdout, stderr } = await shakedown(['history'], { cwd: directory });
    expect(stdout).to.match(/^workloads\/a +·x +1 of 2 +0 % +fails since run 20260102-000000-bbbb, 1 in a row$/m);
    expect(stdout).to.match(/\n\n1 of 2 runs passed \(50 %\)\n$/);
    expect(stderr).to.match(/^left out: RESULTS_\w+: results\/cut.*\n$/);
    expect(exit).to.equal(0);
  });

  it('draws a history as a page, and a report has that of its cluster', async () => {
    const { exit, stderr } = await shakedown(['history', '--html', '--output', 'history.html'], { cwd: directory });
    expect(exit, stderr).to.equal(0);
    const page = await readFile(join(directory, 'history.html'), 'utf8');
    expect(page)
      .to.include('1 of 2 runs passed (50 %).')
      .and.include('fails since run 20260102-000000-bbbb, 1 in a row');
    const { stdout } = await shakedown(['report', red], { cwd: directory });
    expect(stdout).to.include('<h2 id="history-heading">').and.include('fails since run 20260102-000000-bbbb');
    expect((await shakedown(['report', green], { cwd: directory })).stdout).to.not.include('history-heading');
  });

  it('needs two sides', async () => {
    const { exit, stderr } = await called(green);
    expect(stderr).to.match(
      /^COMPARE_SIDES: only one side was named\n {2}expected: the runs before a change and those after it\n/,
    );
    expect(exit).to.equal(2);
  });
});
