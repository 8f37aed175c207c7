import { MetricsError } from '../api/metrics-error.ts';
import { LARGEST, type Reach } from './reach.ts';

/** The error for an answer of more than {@link LARGEST} bytes: nothing is known of what it says. @param path of the API, with its query. */
export function tooLarge(
  { name, section, byHand }: Pick<Reach, 'name' | 'section' | 'byHand'>,
  path: string,
): MetricsError {
  return new MetricsError('METRICS_TOO_LARGE', {
    meaning: 'instrument',
    expected: `${section} to answer with ${LARGEST / 1024 / 1024} MiB at most`,
    seen: `${name} answers ${path.split('?')[0] ?? ''} with more`,
    todo: byHand(path),
  });
}
