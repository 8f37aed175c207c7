import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Results } from '../results/model.ts';
import { parseArchiveUrl } from './archive-url.ts';
import { openBucket, type ArchiveSettings, type Bucket } from './bucket.ts';
import { clusterKey, indexFolder, indexName, nameOfPart } from './layout.ts';
import { runsOfIndex } from './runs-of-index.ts';

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
 * The runs of a cluster in an archive, the newest first, by its indexes: a few requests for their list, and one for each that is read. Runs that have not ended are incomplete, by their journals.
 * What cannot be read hides nothing else: an index that is lost or damaged, a run of another version, or one whose clock was wrong.
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
  const of = { prefix, cluster: cluster ?? (await onlyCluster(bucket, prefix, url, signal)) };
  const indexes = new Map<string, string>();
  for await (const key of bucket.keys(indexFolder(of), signal)) {
    const index = indexName(key);
    if (index !== undefined) indexes.set(index, key);
  }
  const folders = await monthsOf(bucket, clusterKey(of), signal);
  const months = new Set([...indexes.keys()].map((index) => index.slice(0, '2026-11'.length)));
  for (const month of [...new Set([...months, ...folders.keys()])].toSorted().toReversed()) {
    const ofMonth = new Map([...indexes].filter(([index]) => index.startsWith(month)));
    if (months.has(month)) yield* runsOfIndex(bucket, { name: month, indexes: ofMonth, coarser: [] }, signal);
    if (!indexes.has(month) && folders.has(month)) yield { place: `s3://${name}/${folders.get(month)}`, why: NO_INDEX };
  }
}

const NO_INDEX = 'it has no index: it was lost; shakedown archive reindex writes it again';

/** The months of which there are runs, `2026-11`, each with what their keys begin with. */
async function monthsOf(bucket: Bucket, start: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const year of await bucket.folders(start, signal)) {
    if (!/^\d{4}\/$/.test(year)) continue;
    for (const month of await bucket.folders(`${start}${year}`, signal))
      if (/^\d\d\/$/.test(month)) found.set(`${year.slice(0, -1)}-${month.slice(0, -1)}`, `${start}${year}${month}`);
  }
  return found;
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
