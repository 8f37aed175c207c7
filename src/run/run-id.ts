import { randomInt } from 'node:crypto';
import { isSubdomain } from '../config/grammar/kubernetes-grammar.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';

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

/** The longest value of a label, in characters. */
const LABEL = 63;

/**
 * The id that the environment gives to the run (`SHAKEDOWN_RUN_ID`); `undefined` when it gives none.
 * @throws ShakedownError USAGE_ERROR when it does not fit into labels, file names and the names of pods.
 */
export function requestedRunId(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const id = environment['SHAKEDOWN_RUN_ID'];
  if (id === undefined || id === '') return undefined;
  if (isSubdomain(id) && id.length <= LABEL) return id;
  throw new ShakedownError('USAGE_ERROR', {
    meaning: 'usage',
    expected:
      "an id with lower-case letters, digits, '-' and '.', at most 63, that begins and ends with a letter or digit",
    seen: `SHAKEDOWN_RUN_ID is '${id}'`,
    todo: 'set another id, such as ci-123, or leave the variable out',
  });
}
