import type { Progress } from '../../src/terminal/progress.ts';
import type { Binary } from './families.ts';

export type { Binary } from './families.ts';

/**
 * Builds what is missing of the named programs, one family of Go modules after the other.
 * @returns the absolute path in the cache, by name; only the asked names are set.
 */
export async function buildBinaries(names: Binary[], progress: Progress): Promise<Record<Binary, string>> {
  progress.now(`building ${names.join(', ')}`);
  throw new Error('skeleton');
}
