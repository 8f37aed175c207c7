import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBucket } from '../../../src/archive/bucket.ts';
import { keepCheckpoints } from '../../../src/archive/checkpoint.ts';
import { lostJournal } from '../../../src/archive/lost-journal.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { counting } from './in-front.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

const never = new AbortController().signal;

/** A clock whose hand and pauses a test moves. */
class HandClock implements Clock {
  hand = 0;
  /** The length of each pause that was begun, in milliseconds. */
  readonly pauses: number[] = [];
  readonly #arrivals: (() => void)[] = [];
  #wake = () => {};
  now = () => this.hand;
  date = () => new Date(this.hand);
  sleep = async (ms: number, signal?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    this.#wake = () => {
      this.hand += ms;
      resolve();
    };
    this.pauses.push(ms);
    this.#arrivals.shift()?.();
    await promise;
  };

  /** Ends the pause. @returns when the next one has begun. */
  async next(): Promise<void> {
    const arrived = new Promise<void>((resolve) => this.#arrivals.push(resolve));
    this.#wake();
    await arrived;
  }
}

describe('Checkpoints of a run', function () {
  this.timeout(60_000);
  let server: S3Server;
  let environment: Disposable;
  let directory: string;
  let journal: string;
  before(async () => {
    environment = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    server = await startVersitygw();
    await createBucket(server, 'runs');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    environment[Symbol.dispose]();
  });
  beforeEach(async () => {
    directory = await directoryOf(resultsOf('r1'));
    journal = join(directory, 'journal.ndjson');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const line = (record: object) => `${JSON.stringify(record)}\n`;
  const begin = async (cluster: string) => {
    const { endedAt: _, ...run } = resultsOf('r1', { cluster }).run;
    await writeFile(journal, line({ type: 'run', run, deadlineSeconds: 60 }));
  };
  const grow = () => appendFile(journal, line({ type: 'start', id: 'dns/a', at: '2026-11-21T08:15:00.000Z' }));
  const stored = async (cluster: string) => {
    using bucket = await openBucket(configFor(server, cluster).archive);
    const key = `shakedown/${cluster}/2026/11/21/r1/journal.ndjson`;
    return (await bucket.read(key, 1_024 ** 2, never))?.bytes.toString().split('\n').length;
  };

  it('begin 4 s after the last one began, however long that took', async () => {
    await begin('pace');
    const clock = new HandClock();
    // The first bytes of the first one arrive three seconds later.
    await using slow = await counting(server.endpoint, 1, () => (clock.hand += 3_000));
    const kept = keepCheckpoints({ config: configFor(slow, 'pace'), directory, clock, onError: expect.fail });
    await clock.next();
    await grow();
    await clock.next();
    await kept.stop();
    expect(clock.pauses).to.deep.equal([4_000, 1_000, 4_000]);
  });

  it('begin at once after one that took longer', async () => {
    await begin('late');
    const clock = new HandClock();
    await using slow = await counting(server.endpoint, 1, () => (clock.hand += 9_000));
    const kept = keepCheckpoints({ config: configFor(slow, 'late'), directory, clock, onError: expect.fail });
    await clock.next();
    await kept.stop();
    expect(clock.pauses).to.deep.equal([4_000, 0]);
  });

  it('have at the end what was measured since the last one', async () => {
    await begin('end');
    const clock = new HandClock();
    const kept = keepCheckpoints({ config: configFor(server, 'end'), directory, clock, onError: expect.fail });
    await clock.next();
    expect(await stored('end')).to.equal(2);
    await grow();
    await kept.stop();
    expect(await stored('end')).to.equal(3);
  });

  it('are found for a run that was lost, which was asked for the day before', async () => {
    await begin('lost');
    const config = configFor(server, 'lost');
    const kept = keepCheckpoints({ config, directory, clock: new HandClock(), onError: expect.fail });
    await kept.stop();
    const text = await readFile(journal, 'utf8');
    for (const startedAt of ['2026-11-21T00:00:01.000Z', '2026-11-20T23:59:59.000Z'])
      expect(await lostJournal(config, { id: 'r1', startedAt }, never)).to.equal(text);
    expect(await lostJournal(config, { id: 'r2', startedAt: '2026-11-21T00:00:01.000Z' }, never)).to.equal(undefined);
  });

  it('say once that they fail, and are there again after the server is', async () => {
    await begin('again');
    const clock = new HandClock();
    const told: string[] = [];
    const config = configFor(server, 'again', { bucket: 'not-yet' });
    const kept = keepCheckpoints({ config, directory, clock, onError: (text) => told.push(text) });
    await clock.next();
    await clock.next();
    await createBucket(server, 'not-yet');
    await clock.next();
    await kept.stop();
    expect(told).to.have.length(1);
    expect(told[0]).to.match(
      /^ARCHIVE_NO_BUCKET: 127\.0\.0\.1:\d+ has no bucket not-yet \(NoSuchBucket, status 404\)\n/,
    );
    using bucket = await openBucket(config.archive);
    expect(await bucket.read('shakedown/again/2026/11/21/r1/journal.ndjson', 1_024, never)).to.not.equal(undefined);
  });
});
