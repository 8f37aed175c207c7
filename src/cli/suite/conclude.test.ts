import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import type { RunSinks } from '../../delivery/run-sink.ts';
import type { Results } from '../../results/model.ts';
import { conclude } from './conclude.ts';
import { silentProgress } from '../../terminal/progress.ts';

const config = configSchema.parse({});

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
      return { results: nothingMatches, config };
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
      return { results: nothingMatches, config };
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
      return { results: dry, config };
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

describe('A run that has ended', () => {
  let directory: string;
  const written: string[] = [];
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'conclude-'));
    written.length = 0;
  });
  afterEach(async () => {
    Object.assign(stdout, { write: out });
    Object.assign(stderr, { write: err });
    await rm(directory, { recursive: true });
  });

  const { trouble: _, ...run } = nothingMatches.run;
  const ended: Results = { ...nothingMatches, run };
  const sink = { turnedOnBy: 'cluster.name', isTurnedOn: () => true, limitMs: 1_000 };
  const sinks: RunSinks = {
    archive: { ...sink, load: async () => async () => 'uploaded 2 files' },
    slack: { ...sink, load: async () => () => Promise.reject(new Error('the channel is archived')) },
    metrics: { ...sink, isTurnedOn: () => false, load: () => Promise.reject(new Error('not turned on')) },
  };
  /** The exit code, and what was written to the standard streams. */
  const concluded = async (results: Results, options = {}, all = sinks) => {
    const take = (stream: string) => (text: string) => written.push(`${stream}: ${text}`);
    Object.assign(stdout, { write: take('out') });
    Object.assign(stderr, { write: take('err') });
    const resultsDir = join(directory, 'r1');
    await mkdir(resultsDir, { recursive: true });
    const exit = await conclude(
      { results: 'results', resultsDir, ...options },
      ...(['r1', silentProgress, async () => ({ results, config }), all] as const),
    );
    Object.assign(stdout, { write: out });
    Object.assign(stderr, { write: err });
    return { exit, text: written.join('') };
  };

  it('is published to all that is configured; what fails is told at the end, and changes no exit code', async () => {
    const { exit, text } = await concluded(ended);
    expect(exit).to.equal(4);
    expect(text).to.equal(
      [
        `out: \nresults in ${directory}/r1\n\narchive: uploaded 2 files\n\n`,
        'INCOMPLETE: no test was planned; run r1; not published to slack: the channel is archived\n',
        'err: not published to slack: SUITE_FAULT: Error: the channel is archived\n',
        '  expected: no fault of the suite itself\n  do:       report it, with what SHAKEDOWN_DEBUG=1 prints\n',
      ].join(''),
    );
  });

  it('has the runs before it read once, for its report and for all that it is published to', async () => {
    const named = { ...ended, run: { ...ended.run, cluster: { name: 'staging', nodes: [] } } };
    const before = { ...named, run: { ...named.run, id: 'r0', startedAt: '2025-12-31T00:00:00Z' } };
    await mkdir(join(directory, 'r0'));
    await writeFile(join(directory, 'r0/results.json'), JSON.stringify(before));
    const seen: string[] = [];
    const look: RunSinks = {
      other: {
        ...sink,
        load: async () => async (finished) => {
          // What is read now is not known any more.
          await rm(join(directory, 'r0'), { recursive: true });
          const { earlier = [] } = (await finished.past?.()) ?? {};
          seen.push(...earlier.map((one) => one.run.id));
          return 'told';
        },
      },
    };
    await concluded(named, {}, look);
    expect(seen).to.deep.equal(['r0']);
    expect(await readFile(join(directory, 'r1/report.html'), 'utf8')).to.include('id="history"');
  });

  it('leaves a report for people; that it cannot be written is told, and changes no exit code', async () => {
    await concluded(ended, { publish: false });
    expect(await readFile(join(directory, 'r1/report.html'), 'utf8')).to.match(
      /^<!doctype html>[^]*no test was planned/i,
    );
    await rm(join(directory, 'r1/report.html'));
    await mkdir(join(directory, 'r1/report.html'));
    const { exit, text } = await concluded(ended, { publish: false });
    expect(exit).to.equal(4);
    expect(text).to.match(/err: report\.html was not written: .+ is a directory, and not a file \(EISDIR\)\n/);
  });

  it('is not published with --no-publish, nor when it is a dry run', async () => {
    for (const { text } of [
      await concluded(ended, { publish: false }),
      await concluded({ ...ended, run: { ...run, dryRun: true } }),
    ])
      expect(text).not.to.match(/archive:|published/);
  });
});
