import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { archivedRuns } from '../../../src/archive/archived-runs.ts';
import { openBucket } from '../../../src/archive/bucket.ts';
import { keepCheckpoints } from '../../../src/archive/checkpoint.ts';
import { deliver } from '../../../src/archive/deliver.ts';
import { prune } from '../../../src/archive/prune.ts';
import { reindex } from '../../../src/archive/reindex.ts';
import { resultsAt } from '../../../src/archive/results-at.ts';
import type { Results } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import { verdict } from '../../../src/results/verdict.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { counting, refusing } from './in-front.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';

const never = new AbortController().signal;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The message of the error that work ends with. */
async function errorOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: Error) => error.message,
  );
}

/**
 * What the archive promises on every server of S3.
 * @param make of the server.
 * @param differs.missingBucket what is said of a bucket that is not there.
 * @param differs.noEncryption what is said where it does not encrypt.
 */
export function describeArchive(
  make: string,
  start: () => Promise<S3Server>,
  {
    missingBucket = /^ARCHIVE_NO_BUCKET: 127\.0\.0\.1:\d+ has no bucket missing \(NoSuchBucket, status 404\)\n/,
    noEncryption = /^ARCHIVE_UNENCRYPTED: the server has stored s3:\/\/runs\/\S+\/run\.json without encryption\n/,
  } = {},
): void {
  describe(`The archive on ${make}`, function () {
    this.timeout(120_000);
    let server: S3Server;
    let environment: Disposable;
    before(async () => {
      environment = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
      server = await start();
      await createBucket(server, 'runs');
    });
    after(async () => {
      await server[Symbol.asyncDispose]();
      environment[Symbol.dispose]();
    });

    const archived = async (
      results: Results,
      { archive = {}, files = {} }: { archive?: object; files?: Record<string, Buffer> } = {},
    ) => {
      const directory = await directoryOf(results, files);
      try {
        return await deliver(
          { directory, results, config: configFor(server, results.run.cluster.name, archive) },
          never,
        );
      } finally {
        // Whatever happens, the results here stay.
        expect(readResults(await readFile(join(directory, 'results.json'), 'utf8'))).to.deep.equal(results);
        await rm(directory, { recursive: true });
      }
    };
    const { archive: settings } = configFor({ endpoint: 'http://x' }, 'prod');
    const here = (more: object = {}) => ({ ...settings, endpoint: server.endpoint, ...more });
    const keysOf = async (prefix: string) => {
      using bucket = await openBucket(here());
      return await all(bucket.keys(prefix, never));
    };

    it('has the files of a run in the documented places, and reads it again by its URL', async () => {
      const results = resultsOf('r1', { cluster: 'prod/eu 1' });
      const url = 's3://runs/shakedown/prod_2feu_201/2026/11/21/r1/';
      expect(await archived(results, { files: { 'notes.txt': Buffer.from('mine') } })).to.equal(
        `uploaded 3 files (0.0 MB) to ${url}`,
      );
      expect(await keysOf('shakedown/prod_2feu_201/')).to.deep.equal([
        ...['evidence/dns.txt', 'junit.xml', 'results.json', 'run.json'].map(
          (file) => `shakedown/prod_2feu_201/2026/11/21/r1/${file}`,
        ),
        'shakedown/prod_2feu_201/index/2026-11.json',
      ]);
      expect(readResults(await resultsAt(url, here()))).to.deep.equal(results);
    });

    it('takes a run again, and not another one with its id', async () => {
      const results = resultsOf('again', { cluster: 'ids' });
      await archived(results);
      await archived(results);
      expect(
        await errorOf(archived(resultsOf('again', { cluster: 'ids', startedAt: '2026-11-21T09:00:00.000Z' }))),
      ).to.equal(
        [
          'ARCHIVE_RUN_TAKEN: s3://runs/shakedown/ids/2026/11/21/again/ has another one, of 2026-11-21T08:14:50.000Z',
          '  expected: one run with the id again on this day',
          '  do:       give each run an id of its own: change SHAKEDOWN_RUN_ID, or leave it out',
        ].join('\n'),
      );
      expect(await all(archivedRuns('s3://runs/shakedown', here(), 'ids'))).to.have.length(1);
    });

    it('has every run in its index, also those that end at the same time', async () => {
      const ids = Array.from({ length: 8 }, (_, at) => `r${at}`);
      await Promise.all(ids.map((id) => archived(resultsOf(id, { cluster: 'race' }))));
      await archived(resultsOf('older', { cluster: 'race', startedAt: '2026-09-30T00:00:00.000Z', status: 'failed' }));
      const runs = await all(archivedRuns('s3://runs/shakedown/', here(), 'race'));
      expect(runs.map(({ results }) => results?.run.id)).to.deep.equal([...ids.toReversed(), 'older']);
      expect(runs.map(({ results }) => results && verdict(results).word).at(-1)).to.equal('failed');
    });

    it('sends a large file in parts, and keeps it as it is', async () => {
      const large = Buffer.alloc(34 * 1_024 ** 2, 'a run of many nodes, ');
      await archived(resultsOf('large', { cluster: 'large' }), { files: { 'sonobuoy.tar.gz': large } });
      using bucket = await openBucket(here());
      const stored = await bucket.read('shakedown/large/2026/11/21/large/sonobuoy.tar.gz', 64 * 1_024 ** 2, never);
      const digest = (bytes: Buffer = Buffer.alloc(0)) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(stored?.bytes)).to.equal(digest(large));
    });

    it('says who is refused, without a secret', async () => {
      using _ = withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong-and-still-secret' });
      const message = await errorOf(archived(resultsOf('r1', { cluster: 'refused' })));
      expect(message).to.match(
        /^ARCHIVE_REFUSED: 127\.0\.0\.1:\d+ refuses access to bucket runs \(SignatureDoesNotMatch, status 403\)\n {2}expected: to write s3:\/\/runs\/shakedown\/refused\/2026\/11\/21\/r1\/run\.json\n {2}do: {7}check the credentials/,
      );
      expect(message).not.to.match(/wrong-and-still|shakedown-test/);
    });

    it('stores nothing of a run where the server does not encrypt as it is asked to, and says so', async () => {
      for (const encryption of ['AES256', 'aws:kms']) {
        const cluster = `encrypted-${encryption.replace(':', '-')}`;
        expect(await errorOf(archived(resultsOf('r1', { cluster }), { archive: { encryption } }))).to.match(
          noEncryption,
        );
        expect((await keysOf(`shakedown/${cluster}/`)).filter((key) => !key.endsWith('/run.json'))).to.deep.equal([]);
      }
    });

    it('says that there is no such bucket', async () => {
      expect(await errorOf(archived(resultsOf('r1'), { archive: { bucket: 'missing' } }))).to.match(missingBucket);
    });

    it('tries again what a busy server refuses, and says so when it stays busy', async () => {
      await using busy = await refusing(server.endpoint, 1, 503, 'SlowDown');
      const { endpoint } = busy;
      expect(await archived(resultsOf('busy', { cluster: 'busy' }), { archive: { endpoint } })).to.match(
        /^uploaded 3 files/,
      );
      await using closed = await refusing(server.endpoint, Number.POSITIVE_INFINITY, 503, 'SlowDown');
      expect(
        await errorOf(archived(resultsOf('busy', { cluster: 'busy' }), { archive: { endpoint: closed.endpoint } })),
      ).to.match(/^ARCHIVE_BUSY: 127\.0\.0\.1:\d+ takes no more requests at the moment \(SlowDown, status 503\)\n/);
    });

    it('leaves an index alone that somebody else has written', async () => {
      using bucket = await openBucket(here());
      const index = 'shakedown/foreign/index/2026-11.json';
      await bucket.write(index, Buffer.from('{"mine":true}'), never);
      expect(await errorOf(archived(resultsOf('r1', { cluster: 'foreign' })))).to.match(
        /^ARCHIVE_INDEX_DAMAGED: s3:\/\/runs\/shakedown\/foreign\/index\/2026-11\.json is none: something else has written it\n/,
      );
      expect((await bucket.read(index, 1_000, never))?.bytes.toString()).to.equal('{"mine":true}');
      // The other months are read.
      await archived(resultsOf('r0', { cluster: 'foreign', startedAt: '2026-10-21T08:14:50.000Z' }));
      const read = await all(archivedRuns('s3://runs/shakedown', here(), 'foreign'));
      expect(read.map((one) => one.results?.run.id ?? one)).to.deep.equal([
        {
          place: `s3://runs/${index}`,
          why: 'it is no index that this version can read; shakedown archive reindex writes it again',
        },
        'r0',
      ]);
    });

    it('has its indexes written again by what its runs say', async () => {
      const at = (startedAt: string) => ({ cluster: 'reindex', startedAt });
      await archived(resultsOf('r1', at('2026-09-01T00:00:00.000Z')));
      await archived(resultsOf('r2', at('2026-10-02T00:00:00.000Z')));
      await archived(resultsOf('r3', at('2026-10-03T00:00:00.000Z')));
      await archived(resultsOf('r4', at('2026-11-04T00:00:00.000Z')));
      const before = await all(archivedRuns('s3://runs/shakedown', here(), 'reindex'));
      using bucket = await openBucket(here());
      const index = (month: string) => `shakedown/reindex/index/${month}.json`;
      // One is lost, one is overwritten, one has a run that was deleted and lacks none.
      await bucket.remove(index('2026-09'), never);
      await bucket.write(index('2026-10'), Buffer.from('<html>'), never);
      for (const file of ['results.json', 'run.json'])
        await bucket.remove(`shakedown/reindex/2026/11/04/r4/${file}`, never);
      await bucket.write('shakedown/reindex/2026/11/05/alien/results.json', Buffer.from('{}'), never);
      const holes = await all(archivedRuns('s3://runs/shakedown', here(), 'reindex'));
      expect(holes.map(({ place, ...one }) => `${place} ${one.results ? 'is read' : one.why}`)).to.deep.equal([
        's3://runs/shakedown/reindex/2026/11/04/r4/ is read',
        `s3://runs/${index('2026-10')} it is no index that this version can read; shakedown archive reindex writes it again`,
        's3://runs/shakedown/reindex/2026/09/ it has no index: it was lost; shakedown archive reindex writes it again',
      ]);
      const options = { settings: here(), cluster: 'reindex', clock: systemClock, signal: never };
      const told = await all(reindex({ ...options, dryRun: true }));
      const month = { added: 0, corrected: 0, removed: 0, wasDamaged: false };
      expect(told).to.deep.equal([
        {
          url: 's3://runs/shakedown/reindex/2026/11/04/r4/',
          left: 'it has no run.json of this place, so it is none of the suite',
        },
        {
          url: 's3://runs/shakedown/reindex/2026/11/05/alien/',
          left: 'it has no run.json of this place, so it is none of the suite',
        },
        { url: `s3://runs/${index('2026-09')}`, ...month, runs: 1, added: 1 },
        { url: `s3://runs/${index('2026-10')}`, ...month, runs: 2, added: 2, wasDamaged: true },
        { url: `s3://runs/${index('2026-11')}`, ...month, runs: 0, removed: 1 },
      ]);
      expect((await bucket.read(index('2026-10'), 99, never))?.bytes.toString()).to.equal('<html>');
      // Runs that end meanwhile are not lost.
      const [done] = await Promise.all([
        all(reindex({ ...options, dryRun: false })),
        ...['a', 'b', 'c'].map((id) => archived(resultsOf(id, at('2026-12-05T00:00:00.000Z')))),
      ]);
      expect(done.slice(0, 5)).to.deep.equal(told);
      const after = await all(archivedRuns('s3://runs/shakedown', here(), 'reindex'));
      expect(after.filter(({ place }) => !place.includes('/2026/12/'))).to.deep.equal(
        before.filter(({ results }) => results?.run.id !== 'r4'),
      );
      expect(after.filter(({ place }) => place.includes('/2026/12/'))).to.have.length(3);
      expect((await all(reindex({ ...options, dryRun: false }))).at(-1)).to.deep.equal({
        ...{ url: `s3://runs/${index('2026-12')}`, ...month, runs: 3 },
      });
    });

    it('has what a run measured while it goes on; the verdict on it is incomplete', async () => {
      const { run, plan, tests } = resultsOf('lost', { cluster: 'lost' });
      const directory = await directoryOf(resultsOf('lost', { cluster: 'lost' }));
      await rm(join(directory, 'results.json'));
      const { endedAt: _, ...begun } = run;
      const second = { id: 'dns/b', area: 'dns', title: 'b', safety: 'read' };
      const lines = [
        { type: 'run', run: { ...begun, selection: { selected: 2, leftOut: [] } }, deadlineSeconds: 60 },
        { type: 'plan', plan: [...plan, second] },
        { type: 'test', test: tests[0] },
      ];
      await writeFile(join(directory, 'journal.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const errors: string[] = [];
      let pauses = 0;
      // The pause between two looks ends at once the first time, and never the second time.
      const sleep = async (_ms: number, signal?: AbortSignal) => {
        if (pauses++ > 0)
          await new Promise((__, fail) => signal?.addEventListener('abort', () => fail(signal.reason as Error)));
      };
      const config = configFor(server, 'lost');
      const kept = keepCheckpoints({
        config,
        directory,
        clock: { ...systemClock, sleep },
        onError: (text) => errors.push(text),
      });
      while (pauses < 2) await systemClock.sleep(20);
      await kept.stop();
      expect(errors).to.deep.equal([]);
      const known = readResults(await resultsAt('s3://runs/shakedown/lost/2026/11/21/lost', here()));
      expect(verdict(known).sentence).to.equal(
        'INCOMPLETE: 1 not run, 1 passed, of 2 tests; the run has not ended: it goes on, or was killed; run lost of cluster lost',
      );
      const listed = async () => await all(archivedRuns('s3://runs/shakedown', here(), 'lost'));
      expect((await listed()).map(({ results }) => results && verdict(results).sentence)).to.deep.equal([
        verdict(known).sentence,
      ]);
      await archived(resultsOf('lost', { cluster: 'lost' }));
      expect((await listed()).map(({ results }) => results && verdict(results).word)).to.deep.equal(['passed']);
      await rm(directory, { recursive: true });
    });

    it('says that there is no such run', async () => {
      expect(await errorOf(resultsAt('s3://runs/shakedown/prod/2026/11/21/none', here()))).to.match(
        /^RESULTS_NOT_FOUND: s3:\/\/runs\/shakedown\/prod\/2026\/11\/21\/none\/ has neither results\.json nor journal\.ndjson\n/,
      );
    });

    it('is pruned of old runs of the suite, and of nothing else', async () => {
      const at = (startedAt: string) => ({ cluster: 'prune', startedAt });
      await archived(resultsOf('old', at('2026-10-01T00:00:00.000Z')));
      await archived(resultsOf('edge', at('2026-10-22T11:59:59.000Z')));
      await archived(resultsOf('young', at('2026-10-22T12:00:00.000Z')));
      using bucket = await openBucket(here());
      const foreign = [
        'shakedown/prune/2026/10/01/old/notes.txt',
        'shakedown/prune/2026/10/01/alien/results.json',
        'shakedown/prune/old.txt',
      ];
      for (const key of foreign) await bucket.write(key, Buffer.from('{}'), never);
      const options = {
        settings: here(),
        before: Date.parse('2026-10-22T12:00:00Z'),
        cluster: 'prune',
        clock: systemClock,
        signal: never,
      };
      const before = await keysOf('shakedown/prune/');
      const told = await all(prune({ ...options, dryRun: true }));
      expect(
        told.map(({ url, objects, left }) => [url.slice('s3://runs/shakedown/prune/'.length), objects, left]),
      ).to.deep.equal([
        ['2026/10/01/alien/', 1, 'it has no run.json of this place, so it is none of the suite'],
        ['2026/10/01/old/', 4, undefined],
        ['2026/10/22/edge/', 4, undefined],
      ]);
      expect(await keysOf('shakedown/prune/')).to.deep.equal(before);
      expect(await all(prune({ ...options, dryRun: false }))).to.deep.equal(told);
      const young = before.filter((key) => key.includes('/young/'));
      expect(await keysOf('shakedown/prune/')).to.have.members([
        ...young,
        'shakedown/prune/index/2026-10.json',
        ...foreign,
      ]);
      const left = await all(archivedRuns('s3://runs/shakedown', here(), 'prune'));
      expect(left.map(({ results }) => results?.run.id)).to.deep.equal(['young']);
    });

    it('loses nothing here when the server ends in the middle of an upload', async () => {
      await using other = await start();
      await createBucket(other, 'runs');
      await using proxy = await counting(other.endpoint, 20 * 1_024 ** 2, () => void other.kill());
      const large = Buffer.alloc(60 * 1_024 ** 2, 'x');
      const { endpoint } = proxy;
      expect(
        await errorOf(archived(resultsOf('r1'), { archive: { endpoint }, files: { 'sonobuoy.tar.gz': large } })),
      ).to.match(
        /^ARCHIVE_UNREACHABLE: 127\.0\.0\.1:\d+ cannot be reached, or does not answer \(.+\)\n {2}expected: to write s3:\/\/runs\/shakedown\/prod\/2026\/11\/21\/r1\/\S+\n/,
      );
      expect(existsSync(other.directory)).to.equal(true);
    });
  });
}
