import type { LoadAccount } from './account.ts';
import { ALL } from './statistics.ts';

/** How many kinds of failures are shown. */
const SHOWN = 5;

/** The failures of an endpoint, the most frequent first. */
export function failuresAt(endpoint: string, { errors }: Pick<LoadAccount, 'errors'>): string[] {
  return errors
    .filter(({ method, name }) => endpoint === ALL || endpoint === `${method} ${name}`)
    .toSorted((a, b) => b.occurrences - a.occurrences)
    .slice(0, SHOWN)
    .map(({ method, name, error }) => `${method} ${name}: ${error}`);
}
