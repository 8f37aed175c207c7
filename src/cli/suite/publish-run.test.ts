import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import type { RunSink, RunSinks } from '../../delivery/run-sink.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { publishRun } from './publish-run.ts';

const config = configSchema.parse({});

describe('A stored run that is published', () => {
  let directory: string;
  const delivered: string[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'publish-'));
    delivered.length = 0;
  });
  afterEach(() => rm(directory, { recursive: true }));

  const store = (dryRun = false) =>
    writeFile(
      join(directory, 'results.json'),
      JSON.stringify({
        schemaVersion: 1,
        run: {
          ...{ id: 'r1', startedAt: '2026-01-01T00:00:00Z', suiteVersion: '1', configDigest: 'x', dryRun },
          cluster: { name: 'cluster', nodes: [] },
        },
        plan: [],
        tests: [],
      }),
    );
  const sink: RunSink = {
    ...{ turnedOnBy: 'archive.bucket', limitMs: 1_000, isTurnedOn: () => true },
    load: async () => async (run) => {
      delivered.push(`${run.directory} ${run.results.run.id}`);
      return 'done';
    },
  };
  const refused = new ShakedownError('ARCHIVE_REFUSED', {
    ...{ meaning: 'infrastructure', expected: 'to be let in', seen: 'the key was refused' },
  });
  const failing: RunSink = { ...sink, load: () => Promise.reject(refused) };

  it('is delivered with its directory', async () => {
    await store();
    expect(await publishRun(directory, config, {}, { archive: sink })).to.equal(0);
    expect(delivered).to.deep.equal([`${directory} r1`]);
  });

  it('is delivered with its directory when its results are named', async () => {
    await store();
    expect(await publishRun(join(directory, 'results.json'), config, {}, { archive: sink })).to.equal(0);
    expect(delivered).to.deep.equal([`${directory} r1`]);
  });

  it('is delivered with what is rendered of its results when it has no directory', async () => {
    await store();
    const file = join(directory, 'copy.json');
    await rename(join(directory, 'results.json'), file);
    let place = '';
    const look: RunSink = {
      ...sink,
      load: async () => async (run) => {
        place = run.directory;
        return (await readdir(place)).join(' ');
      },
    };
    const output: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: string | Uint8Array) => output.push(String(text)) > 0;
    const exit = await publishRun(file, config, {}, { archive: look }).finally(() => (process.stdout.write = write));
    expect([exit, ...output]).to.deep.equal([0, 'archive: junit.xml results.json\n']);
    expect(existsSync(dirname(place))).to.equal(false);
  });

  it('gives the exit code of the error when a delivery fails', async () => {
    await store();
    expect(await publishRun(directory, config, {}, { archive: failing, other: sink })).to.equal(5);
    expect(delivered).to.have.length(1);
  });

  const errorOf = async (name: string, sinks: RunSinks) =>
    await publishRun(name, config, {}, sinks).then(String, (error: Error) => error.message);

  it('is there, and judged something', async () => {
    expect(await errorOf(directory, { archive: sink })).to.match(/^RESULTS_NOT_FOUND: .*publish-\w+/);
    expect(await errorOf('no-such-run', { archive: sink })).to.match(/^RESULTS_NOT_FOUND: there is no no-such-run/);
    await store(true);
    expect(await errorOf(directory, { archive: sink })).to.match(
      /^PUBLISH_DRY_RUN: run r1 is a dry run, which is not published\n/,
    );
    expect(delivered).to.deep.equal([]);
  });

  it('is left alone without a word after a hand-over, when nothing is configured', async () => {
    const off: RunSinks = { archive: { ...sink, isTurnedOn: () => false } };
    expect(await publishRun('no-such-run', config, { ifConfigured: true }, off)).to.equal(0);
    await store(true);
    expect(await publishRun(directory, config, { ifConfigured: true }, { archive: sink })).to.equal(0);
    expect(delivered).to.deep.equal([]);
  });
});
