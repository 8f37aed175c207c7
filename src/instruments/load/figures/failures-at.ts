import type { LoadAccount } from './account.ts';
import { ALL, endpointOf } from './statistics.ts';

/** How many kinds of failures are shown. */
const SHOWN = 5;

/** The failures of an endpoint, the most frequent first. */
export function failuresAt(endpoint: string, { errors }: Pick<LoadAccount, 'errors'>): string[] {
  return errors
    .filter((error) => endpoint === ALL || endpoint === endpointOf(error))
    .toSorted((a, b) => b.occurrences - a.occurrences)
    .slice(0, SHOWN)
    .map((one) => `${endpointOf(one)}: ${one.error}`);
}
