import { randomInt } from 'node:crypto';

/**
 * A name for a run: sorts by time, is unique, and fits into labels, file names and URLs.
 * @example '20261121-073758-k3f9'
 */
export function newRunId(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const suffix = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${suffix}`;
}
