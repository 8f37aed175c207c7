import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import type { Bucket, StoredObject } from './bucket.ts';
import { INDEX_LIMIT, readIndex, type MonthIndex } from './month-index.ts';

/** How often a change is tried. Each time another writer was faster, so that with this many one has to lose about as often in a row. */
const TRIES = 12;
/** The longest pause before the next try, in milliseconds. */
const PAUSE = 400;

/** How an index is changed. */
export interface UpdateOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Whether something else in the place of the index is replaced, as if there were none. @default false */
  replacesDamaged?: boolean;
}

/** What becomes of an index; the same one when nothing changes. */
export type IndexChange = (index: MonthIndex | undefined) => MonthIndex | undefined;

/**
 * Changes an index so that no change of another writer is lost: what is written replaces only what was read, and is else read and changed again.
 * @throws ShakedownError ARCHIVE_INDEX_DAMAGED, ARCHIVE_INDEX_TOO_NEW, ARCHIVE_INDEX_CONTENDED
 */
export async function updateIndex(
  bucket: Bucket,
  key: string,
  change: IndexChange,
  { clock, signal, replacesDamaged = false }: UpdateOptions,
): Promise<void> {
  const url = `s3://${bucket.name}/${key}`;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const stored = await readWhole(bucket, key, signal);
    if (stored === 'torn') {
      await clock.sleep(Math.random() * PAUSE, signal);
      continue;
    }
    const before = stored && indexIn(stored, url, replacesDamaged);
    const after = change(before);
    if (after === undefined || after === before) return;
    const body = Buffer.from(`${JSON.stringify(after)}\n`);
    if (await bucket.write(key, body, signal, stored === undefined ? 'absent' : { etag: stored.etag })) return;
    await clock.sleep(Math.random() * PAUSE, signal);
  }
  throw new ShakedownError('ARCHIVE_INDEX_CONTENDED', {
    meaning: 'infrastructure',
    expected: `to change ${url}`,
    seen: `another writer changed it ${TRIES} times in between`,
    todo: 'publish the run again: shakedown publish RUN',
  });
}

function indexIn({ bytes }: StoredObject, url: string, replacesDamaged: boolean): MonthIndex | undefined {
  try {
    return readIndex(bytes.toString('utf8'), url);
  } catch (error) {
    if (replacesDamaged && error instanceof ShakedownError && error.code === 'ARCHIVE_INDEX_DAMAGED') return undefined;
    throw error;
  }
}

/** Reads an index. Some servers answer, while it is replaced, with the bytes of one state and the checksum of the other. */
async function readWhole(bucket: Bucket, key: string, signal: AbortSignal): Promise<StoredObject | 'torn' | undefined> {
  try {
    return await bucket.read(key, INDEX_LIMIT, signal);
  } catch (error) {
    if (error instanceof ShakedownError && error.code === 'ARCHIVE_TORN') return 'torn';
    throw error;
  }
}
