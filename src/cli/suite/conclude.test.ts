import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../results/model.ts';
import { conclude } from './conclude.ts';
import { silentProgress } from '../../terminal/progress.ts';

const nothingMatches: Results = {
  schemaVersion: 1,
  run: {
    ...{ id: 'r1', startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:02:10Z' },
    ...{ suiteVersion: '1.0.0', configDigest: 'x', dryRun: false },
    cluster: { name: 'cluster', nodes: [] },
    trouble: { kind: 'usage', code: 'FOCUS_MATCHES_NOTHING', message: "the focus 'x' matches no test" },
  },
  plan: [],
  tests: [],
};

describe('A run of which nothing came by what the user got wrong', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'conclude-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const concluded = (results: string) =>
    conclude({ results: join(directory, results) }, 'r1', silentProgress, async ({ resultsDir }) => {
      await mkdir(resultsDir, { recursive: true });
      await writeFile(join(resultsDir, 'results.json'), '{}');
      return nothingMatches;
    });

  it('leaves no results', async () => {
    expect(await concluded('results')).to.equal(2);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('leaves files of other runs next to them', async () => {
    await mkdir(join(directory, 'results/r0'), { recursive: true });
    expect(await concluded('results')).to.equal(2);
    expect(await readdir(join(directory, 'results'))).to.deep.equal(['r0']);
  });

  it('removes no directory that was there before it', async () => {
    const other = join(directory, 'results/r1/note.txt');
    await mkdir(join(other, '..'), { recursive: true });
    await writeFile(other, 'mine');
    expect(await concluded('results')).to.equal(2);
    expect(existsSync(other)).to.equal(true);
  });
});

describe('A run into a directory that has results of another run', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'conclude-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('does not begin', async () => {
    await writeFile(join(directory, 'results.json'), '{}');
    let begun = false;
    const run = async () => {
      begun = true;
      return nothingMatches;
    };
    const error = await conclude({ results: 'results', resultsDir: directory }, 'r2', silentProgress, run).catch(
      (reason: Error) => reason,
    );
    expect(error).to.include({ code: 'RESULTS_DIR_USED', meaning: 'usage' });
    expect(begun).to.equal(false);
  });
});

describe('A dry run', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'conclude-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const { trouble: _, ...run } = nothingMatches.run;
  const dry: Results = {
    ...nothingMatches,
    run: { ...run, dryRun: true },
    tests: [
      {
        ...{ id: 'a/b', area: 'a', title: 'b', status: 'not-run', durationSeconds: 0, attempts: 0 },
        ...{ measurements: [], evidence: [] },
      },
    ],
  };
  const concluded = (options: { results: string; resultsDir?: string }) =>
    conclude(options, 'r1', silentProgress, async ({ resultsDir }) => {
      await mkdir(resultsDir, { recursive: true });
      await writeFile(join(resultsDir, 'results.json'), '{}');
      return dry;
    });

  it('leaves no results among those of runs', async () => {
    expect(await concluded({ results: join(directory, 'results') })).to.equal(0);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('leaves them in a directory that the user has named', async () => {
    expect(await concluded({ results: 'results', resultsDir: join(directory, 'dry') })).to.equal(0);
    expect(existsSync(join(directory, 'dry/results.json'))).to.equal(true);
  });
});
