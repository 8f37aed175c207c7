import type { Bucket } from './bucket.ts';
import { indexKeys, type RunPlace } from './layout.ts';
import { withRuns, type NewLine } from './month-index.ts';
import { updateIndex, type UpdateOptions } from './update-index.ts';

/**
 * Puts runs of a cluster into its indexes: each into that of its month, or, where that is full, into a finer one. The finest takes all.
 * @throws ShakedownError ARCHIVE_INDEX_DAMAGED, ARCHIVE_INDEX_TOO_NEW, ARCHIVE_INDEX_CONTENDED
 */
export async function addRuns(
  bucket: Bucket,
  of: Pick<RunPlace, 'prefix' | 'cluster'>,
  lines: readonly NewLine[],
  options: UpdateOptions,
  level = 0,
): Promise<void> {
  const keysOf = ({ startedAt }: NewLine) => indexKeys({ ...of, startedAt });
  for (const [key, ofKey] of Map.groupBy(lines, (line) => keysOf(line)[level])) {
    const [first] = ofKey;
    if (key === undefined || first === undefined) continue;
    const limit = level === keysOf(first).length - 1 ? Number.POSITIVE_INFINITY : undefined;
    let rest: NewLine[] = [];
    const change: Parameters<typeof updateIndex>[2] = (index) => {
      const changed = withRuns(index, of.cluster, ofKey, limit);
      rest = changed.passedOn;
      return changed.index;
    };
    await updateIndex(bucket, key, change, options);
    await addRuns(bucket, of, rest, options, level + 1);
  }
}
