import type { Answer } from './ask.ts';
import { attempt } from './attempt.ts';
import { MetricsError } from './metrics-error.ts';

/**
 * What was read for a judgement, or why nothing can be said: the server does not serve it, or does not answer, which the check of the server itself
 * reports.
 */
export type Read<T> = T | { unserved: string } | { trouble: string };

/**
 * What questions to a server come to.
 * @param use asks more, if that is needed.
 * @throws MetricsError when asking again cannot help; any other error
 */
export async function read<T, U extends object>(
  question: () => Promise<Answer<T>>,
  use: (value: T) => Read<U> | Promise<Read<U>>,
): Promise<Read<U>> {
  const seen = await attempt(async (): Promise<Read<U>> => {
    const answer = await question();
    return answer.served ? await use(answer.value) : { unserved: answer.why };
  });
  return seen instanceof MetricsError ? { trouble: seen.seen } : seen;
}
