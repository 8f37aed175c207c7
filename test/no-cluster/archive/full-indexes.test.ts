import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { archivedRuns } from '../../../src/archive/archived-runs.ts';
import { openBucket } from '../../../src/archive/bucket.ts';
import { deliver } from '../../../src/archive/deliver.ts';
import { prune } from '../../../src/archive/prune.ts';
import { reindex } from '../../../src/archive/reindex.ts';
import type { Results } from '../../../src/results/model.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

const never = new AbortController().signal;
/** When the runs began, each with a line of 1.5 MB: an index has room for two. */
const BEGAN = [
  ...['2026-10-31T08:00:00.000Z', '2026-11-02T08:00:00.000Z', '2026-11-20T08:00:00.000Z'],
  ...['2026-11-05T08:00:00.000Z', '2026-11-21T08:00:00.000Z', '2026-11-21T09:00:00.000Z'],
  ...['2026-11-21T08:30:00.000Z', '2026-11-21T23:00:00.000Z'],
];
const INDEX = 'shakedown/full/index/';

/** A run with so many tests that its line in the index is long. */
function large(startedAt: string): Results {
  const results = resultsOf(`r-${startedAt.slice(5, 16).replaceAll(/\D/g, '')}`, { cluster: 'full', startedAt });
  const [test] = results.tests;
  const tests = Array.from({ length: 6_000 }, (_, at) => ({ ...test, id: `dns/${at}`, title: 'x'.repeat(100) }));
  const plan = tests.map(({ id }) => ({ id, area: 'dns', title: id, safety: 'read' as const }));
  const selection = { selected: plan.length, leftOut: [] };
  return { ...results, run: { ...results.run, selection }, plan, tests: tests as Results['tests'] };
}

describe('The index of a month that is full', function () {
  this.timeout(120_000);
  let server: S3Server;
  let environment: Disposable;
  before(async () => {
    environment = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    server = await startVersitygw();
    await createBucket(server, 'runs');
    for (const startedAt of BEGAN) await archive(large(startedAt));
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    environment[Symbol.dispose]();
  });

  const archive = async (results: Results) => {
    const directory = await directoryOf(results);
    await deliver({ directory, results, config: configFor(server, 'full') }, never);
    await rm(directory, { recursive: true });
  };
  const settings = () => configFor(server, 'full').archive;
  const names = async () => {
    using bucket = await openBucket(settings());
    const keys: string[] = [];
    for await (const key of bucket.keys(INDEX, never)) keys.push(key.slice(INDEX.length, -'.json'.length));
    return keys.toSorted();
  };
  const runs = async () => {
    const found: Results[] = [];
    for await (const { results } of archivedRuns('s3://runs/shakedown', settings(), 'full'))
      if (results) found.push(results);
    return found;
  };
  const ids = async () => (await runs()).map(({ run }) => run.id);
  const NEWEST_FIRST = BEGAN.toSorted()
    .toReversed()
    .map((startedAt) => large(startedAt).run.id);

  it('passes on what it has no room for, and all runs are listed by their time', async () => {
    expect(await names()).to.deep.equal([
      '2026-10',
      '2026-11',
      '2026-11-05',
      '2026-11-21',
      '2026-11-21T08',
      '2026-11-21T23',
    ]);
    expect(await ids()).to.deep.equal(NEWEST_FIRST);
  });

  it('has a run that is published again once, wherever it is', async () => {
    const again = { ...large('2026-11-21T23:00:00.000Z') };
    const failed = again.tests.map((test) => ({ ...test, status: 'failed' as const }));
    await archive({ ...again, tests: failed });
    const found = await runs();
    expect(found.map(({ run }) => run.id)).to.deep.equal(NEWEST_FIRST);
    expect(found[0]?.tests[0]?.status).to.equal('failed');
    await archive(again);
  });

  it('is written again by what the runs say, with its parts', async () => {
    using bucket = await openBucket(settings());
    await bucket.remove(`${INDEX}2026-11-21.json`, never);
    await bucket.write(`${INDEX}2026-11-05.json`, Buffer.from('<html>'), never);
    expect(await ids()).to.have.length(BEGAN.length - 3);
    const done = [];
    for await (const one of reindex({ settings: settings(), dryRun: false, clock: systemClock, signal: never }))
      done.push(one);
    expect(done.at(-1)).to.deep.include({ runs: 7, added: 3, corrected: 0, removed: 0, wasDamaged: true });
    expect(await ids()).to.deep.equal(NEWEST_FIRST);
  });

  it('is pruned with its parts', async () => {
    const before = Date.parse('2026-11-21T08:15:00.000Z');
    const options = { settings: settings(), before, dryRun: false, clock: systemClock, signal: never };
    const pruned = [];
    for await (const { left } of prune(options)) pruned.push(left);
    expect(pruned).to.deep.equal(Array.from({ length: 5 }));
    expect(await ids()).to.deep.equal(NEWEST_FIRST.slice(0, 3));
    using bucket = await openBucket(settings());
    const index = (await bucket.read(`${INDEX}2026-11.json`, 1_000, never))?.bytes.toString();
    expect(index).to.equal('{"schemaVersion":1,"cluster":"full","full":true,"runs":[]}\n');
  });
});
