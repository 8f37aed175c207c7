import { ShakedownError } from '../errors/shakedown-error.ts';
import { openBucket, type ArchiveSettings, type StoredObject } from './bucket.ts';
import { clusterKey, keyPart } from './layout.ts';

/** Greater than what is kept there, in bytes. */
const LIMIT = 64 * 1_024;
/** How often it is tried to keep something while others do. */
const TRIES = 4;

/** Whose knowledge it is: a channel, about the runs of a cluster. */
export interface MemoryPlace {
  cluster: string;
  name: string;
}

/** What was kept about a run. */
interface AboutRun {
  run: { startedAt: string };
}

/**
 * What was kept last for a channel about the runs of a cluster; `undefined` when nothing was, or no JSON is there.
 * @throws ShakedownError ARCHIVE_…
 */
export async function readMemory(settings: ArchiveSettings, place: MemoryPlace, signal: AbortSignal): Promise<unknown> {
  using bucket = await openBucket(settings);
  return valueOf(await bucket.read(keyOf(settings, place), LIMIT, signal));
}

/**
 * Keeps something about a run for a channel, unless something about a later run is there: runs that end at the same time leave what is about the later one.
 * @throws ShakedownError ARCHIVE_…
 */
export async function writeMemory(
  settings: ArchiveSettings,
  place: MemoryPlace,
  value: AboutRun,
  signal: AbortSignal,
): Promise<void> {
  using bucket = await openBucket(settings);
  const key = keyOf(settings, place);
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const stored = await bucket.read(key, LIMIT, signal);
    if (isLater(valueOf(stored), value)) return;
    if (await bucket.write(key, body, signal, stored === undefined ? 'absent' : { etag: stored.etag })) return;
  }
  throw new ShakedownError('ARCHIVE_INDEX_CONTENDED', {
    meaning: 'infrastructure',
    expected: `to change s3://${bucket.name}/${key}`,
    seen: `another writer changed it ${TRIES} times in between`,
    todo: 'publish the run again: shakedown publish RUN',
  });
}

function keyOf({ prefix }: ArchiveSettings, { cluster, name }: MemoryPlace): string {
  return `${clusterKey({ prefix, cluster })}told/${keyPart(name)}.json`;
}

function valueOf(stored: StoredObject | undefined): unknown {
  try {
    return stored && JSON.parse(stored.bytes.toString('utf8'));
  } catch {
    // Somebody else wrote it; what is kept next replaces it.
    return undefined;
  }
}

function isLater(stored: unknown, { run }: AboutRun): boolean {
  const start = (stored as Partial<AboutRun> | undefined)?.run?.startedAt;
  return typeof start === 'string' && Date.parse(start) > Date.parse(run.startedAt);
}
