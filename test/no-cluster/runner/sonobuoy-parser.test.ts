import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { toJUnit } from '../../../src/publish/junit.ts';
import { junitCases } from '../../../src/publish/junit-cases.ts';
import type { Results } from '../../../src/results/model.ts';
import { verdict } from '../../../src/results/verdict.ts';
import { hostileResults } from './hostile-results.ts';

/** A file, a suite or a case as parsed by Sonobuoy. */
interface Item {
  name: string;
  status: string;
  meta?: Record<string, string>;
  items?: Item[];
}

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

/** The statuses that Sonobuoy should count: passed, skipped and failed. */
function expected(results: Results): string[] {
  return junitCases(results)
    .map(({ outcome }) => (outcome === undefined ? 'passed' : outcome.element === 'skipped' ? 'skipped' : 'failed'))
    .sort();
}

describe('Sonobuoy’s own parser, on reports of hostile results', function () {
  this.timeout(600_000);
  let directory = '';
  let items: Item[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shakedown-parser-'));
    const source = resolve(import.meta.dirname, 'sonobuoy-parser');
    const parser = join(directory, 'parser');
    const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
    await execa('go', ['build', ...flags, '-o', parser, '.'], { cwd: source, env: { GOTOOLCHAIN: 'local' } });
    for (const seed of SEEDS) {
      const place = join(directory, String(seed), 'plugins/shakedown/results/global');
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'junit.xml'), toJUnit(hostileResults(seed)));
    }
    const { stdout } = await execa(
      parser,
      SEEDS.map((seed) => join(directory, String(seed))),
    );
    items = stdout.split('\n').map((line) => JSON.parse(line) as Item);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const files = () => items.map((item) => item.items?.[0] ?? item);
  const cases = (file: Item) => (file.items ?? []).flatMap((suite) => suite.items ?? []);

  it('parses each of them', () => {
    expect(files()).to.have.length(SEEDS.length);
    for (const [seed, file] of files().entries())
      expect(file.meta?.['error'], `seed ${seed}: ${file.status}`).to.equal(undefined);
  });

  it('counts each case exactly once, with its status', () => {
    for (const [seed, file] of files().entries()) {
      const statuses = cases(file).map(({ status }) => status);
      expect(statuses.sort(), `seed ${seed}`).to.deep.equal(expected(hostileResults(seed)));
    }
  });

  it('passes the plugin exactly when the verdict is passed, or a dry run has listed its tests', () => {
    for (const [seed, item] of items.entries()) {
      const passed = ['passed', 'dry-run'].includes(verdict(hostileResults(seed)).word);
      expect(item.status, `seed ${seed}`).to.equal(passed ? 'passed' : 'failed');
    }
  });
});
