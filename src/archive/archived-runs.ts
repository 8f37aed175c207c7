import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Results } from '../results/model.ts';
import { parseArchiveUrl } from './archive-url.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { indexFolder, nameOfPart } from './layout.ts';
import { INDEX_LIMIT, readIndex, runsIn } from './month-index.ts';

/** A run of the index; without results when this version cannot read them. */
export interface ArchivedRun {
  place: string;
  results: Results | undefined;
}

/**
 * The runs of a cluster in an archive, the newest first, by its index: one request for the list of months, and one for each month that is read.
 * @param url `s3://bucket/prefix`.
 * @param cluster its `cluster.name`. @default the only one that is there
 * @throws ShakedownError ARCHIVE_…
 */
export async function* archivedRuns(
  url: string,
  settings: ArchiveSettings,
  cluster: string | undefined,
  signal = new AbortController().signal,
): AsyncGenerator<ArchivedRun> {
  const { bucket: name, key: prefix } = parseArchiveUrl(url);
  using bucket = await openBucket(settings, name);
  const folder = indexFolder({ prefix, cluster: cluster ?? (await onlyCluster(bucket, prefix, url, signal)) });
  const months: string[] = [];
  for await (const key of bucket.keys(folder, signal)) if (/\/\d{4}-\d\d\.json$/.test(key)) months.push(key);
  for (const month of months.toSorted().toReversed()) {
    const stored = await bucket.read(month, INDEX_LIMIT, signal);
    // It was deleted meanwhile.
    if (stored === undefined) continue;
    const runs = runsIn(readIndex(stored.bytes.toString('utf8'), `s3://${name}/${month}`));
    for (const { key, results } of runs.toReversed()) yield { place: `s3://${name}/${key}`, results };
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
