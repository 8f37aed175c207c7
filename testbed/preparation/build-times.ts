import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../binaries/cache.ts';
import type { PartState } from './estimate.mjs';
import type { Weight } from './parts.mjs';

/** The durations of the parts of preparations on this machine; the newest for each part. */
export interface BuildTimes {
  cores: number;
  parts: Record<string, Weight>;
}

const file = (): string => join(cacheDirectory(), 'build-times.json');

/** The durations that were saved on this machine; none before the first preparation. */
export async function keptBuildTimes(): Promise<BuildTimes> {
  const text = await readFile(file(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? { cores: availableParallelism(), parts: {} } : (JSON.parse(text) as BuildTimes);
}

/** Saves the durations of the finished parts, for `write-weights.ts`. */
export async function keepBuildTimes(finished: readonly PartState[]): Promise<void> {
  const { parts } = await keptBuildTimes();
  for (const { part, elapsed, total } of finished) {
    const counted = part.count !== undefined || part.id.startsWith('compile/');
    const seconds = Math.round(elapsed * 10) / 10;
    parts[part.id] = counted && total !== undefined ? { seconds, count: total } : { seconds };
  }
  await mkdir(dirname(file()), { recursive: true });
  const unfinished = `${file()}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify({ cores: availableParallelism(), parts }, null, 2));
  await rename(unfinished, file());
}
