import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Results } from '../results/model.ts';
import { wrongClock } from '../results/wrong-clock.ts';
import { parseArchiveUrl } from './archive-url.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { indexFolder, nameOfPart } from './layout.ts';
import { INDEX_LIMIT, readIndex, runsIn } from './month-index.ts';

/** A run of the index. */
export interface ArchivedRun {
  place: string;
  results: Results;
}

/** A run, or the index of a month, that is left out, and why, as a sentence about it. */
export interface LeftOut {
  place: string;
  results?: undefined;
  why: string;
}

/**
 * The runs of a cluster in an archive, the newest first, by its index: one request for the list of months, and one for each month that is read. What
 * cannot be read hides nothing else: a month whose index is damaged, a run of another version, or one whose clock was wrong.
 * @param url `s3://bucket/prefix`.
 * @param cluster its `cluster.name`. @default the only one that is there
 * @throws ShakedownError ARCHIVE_…
 */
export async function* archivedRuns(
  url: string,
  settings: ArchiveSettings,
  cluster: string | undefined,
  signal = new AbortController().signal,
): AsyncGenerator<ArchivedRun | LeftOut> {
  const { bucket: name, key: prefix } = parseArchiveUrl(url);
  using bucket = await openBucket(settings, name);
  const folder = indexFolder({ prefix, cluster: cluster ?? (await onlyCluster(bucket, prefix, url, signal)) });
  const months: string[] = [];
  for await (const key of bucket.keys(folder, signal)) if (/\/\d{4}-\d\d\.json$/.test(key)) months.push(key);
  for (const month of months.toSorted().toReversed()) {
    const stored = await bucket.read(month, INDEX_LIMIT, signal);
    // It was deleted meanwhile.
    if (stored === undefined) continue;
    yield* runsOf(stored.bytes.toString('utf8'), `s3://${name}/`, month);
  }
}

function* runsOf(text: string, bucket: string, month: string): Generator<ArchivedRun | LeftOut> {
  let runs;
  try {
    runs = runsIn(readIndex(text, `${bucket}${month}`));
  } catch (error) {
    if (!(error instanceof ShakedownError)) throw error;
    const todo = error.code === 'ARCHIVE_INDEX_DAMAGED' ? '; shakedown archive reindex writes it again' : '';
    yield { place: `${bucket}${month}`, why: `it is no index that this version can read${todo}` };
    return;
  }
  for (const { key, results } of runs.toReversed()) {
    const why = results ? wrongClock(results.run, new Date()) : 'this version cannot read it';
    const place = `${bucket}${key}`;
    if (results && why === undefined) yield { place, results };
    else yield { place, why: why ?? '' };
  }
}

async function onlyCluster(bucket: Bucket, prefix: string, url: string, signal: AbortSignal): Promise<string> {
  const parts = await bucket.folders(prefix === '' ? '' : `${prefix}/`, signal);
  const names = parts.map((part) => nameOfPart(part.slice(0, -1)) ?? part);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  throw new ShakedownError('ARCHIVE_WHICH_CLUSTER', {
    meaning: 'usage',
    expected: `the runs of one cluster in ${url}`,
    seen: only === undefined ? 'there are none' : `there are those of ${names.slice(0, 10).join(', ')}`,
    todo: only === undefined ? 'check the URL: s3://BUCKET/PREFIX' : 'name one with --cluster',
  });
}
