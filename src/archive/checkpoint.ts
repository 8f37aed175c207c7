import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import { readJournal } from '../run/record/journal-records.ts';
import type { Clock } from '../time/clock.ts';
import { openBucket, type Bucket } from './bucket.ts';
import { claimPlace } from './claim.ts';
import { runKey } from './layout.ts';
import { JOURNAL } from './run-files.ts';

/** Time from the end of one checkpoint to the next, in milliseconds. */
const EVERY = 5_000;
/** How long one may take, in milliseconds. */
const LIMIT = 60_000;

/** The checkpoints of a run that goes on. */
export interface Checkpoints {
  /** Ends them; one that is under way is given up. */
  stop(): Promise<void>;
}

/** What checkpoints need. */
export interface CheckpointOptions {
  config: Config;
  /** The results directory of the run. */
  directory: string;
  clock: Clock;
  /** Receives the first error in a row; the run does not depend on checkpoints, and later ones are tried again. */
  onError: (message: string) => void;
}

/**
 * Puts the journal of a run into the archive whenever it has grown, at most every 5 s, one after the other: what was measured outlives the
 * pod that measures it.
 */
export function keepCheckpoints({ config, directory, clock, onError }: CheckpointOptions): Checkpoints {
  const stopped = new AbortController();
  const running = (async () => {
    let bucket: Bucket | undefined;
    let kept = 0;
    let place: string | undefined;
    let told = false;
    const path = join(directory, JOURNAL);
    try {
      for (;;) {
        await clock.sleep(EVERY, stopped.signal);
        const size = await sizeOf(path);
        if (size === kept) continue;
        const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(LIMIT)]);
        try {
          const journal = await readFile(path);
          bucket ??= await openBucket(config.archive);
          place ??= await claimed(bucket, config, journal, signal);
          if (place === undefined) continue;
          await bucket.write(`${place}${JOURNAL}`, journal, signal);
          kept = journal.length;
          told = false;
        } catch (error) {
          stopped.signal.throwIfAborted();
          if (!told) onError(messageOf(error));
          told = true;
        }
      }
    } finally {
      bucket?.[Symbol.dispose]();
    }
  })();
  // It only ends by the signal.
  const ended = running.catch(() => {});
  return {
    stop: async () => {
      stopped.abort();
      await ended;
    },
  };
}

/** The size of the journal, in bytes; 0 before it is there. */
async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Takes the place of the run; `undefined` as long as the journal does not say which run it is. */
async function claimed(
  bucket: Bucket,
  { archive }: Config,
  journal: Buffer,
  signal: AbortSignal,
): Promise<string | undefined> {
  const first = readJournal(journal.subarray(0, journal.indexOf('\n') + 1).toString('utf8')).records[0];
  if (first?.type !== 'run') return undefined;
  const { id, startedAt, cluster } = first.run;
  const run = runKey({ prefix: archive.prefix, cluster: cluster.name, startedAt, id });
  await claimPlace(bucket, run, { id, startedAt, cluster: cluster.name }, signal);
  return run;
}
