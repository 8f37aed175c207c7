import type { z } from 'zod';
import type { Clock } from '../../../time/clock.ts';
import { unlessAborted } from '../../../time/unless-aborted.ts';
import type { Reach } from '../reach/reach.ts';
import { ask, type Answer } from './ask.ts';
import { answers, type Sample, type Target } from './schemas.ts';

/** How old an answer may be that another check has asked for, in milliseconds. */
const SHARED_MS = 2_000;

/** The HTTP API of Prometheus. What several checks ask at about the same time is asked once. */
export interface PrometheusApi {
  /** How messages name it. */
  readonly name: string;
  /** A sentence about how it was found, if people should know. */
  readonly remark?: string;
  /** A command that asks the same by hand. */
  byHand(path: string): string;
  /** The active targets of all scrape jobs. */
  targets(signal: AbortSignal): Promise<Answer<readonly Target[]>>;
  /** An instant query. */
  query(expression: string, signal: AbortSignal): Promise<readonly Sample[]>;
}

/** @param signal of the run: answers are shared by checks, so none of them ends a question for the others. */
export function prometheusApi(reach: Reach, clock: Clock, signal: AbortSignal): PrometheusApi {
  const shared = new Map<string, { at: number; answer: Promise<Answer<unknown>> }>();
  const get = async <T>(path: string, schema: z.ZodType<T>, askedBy: AbortSignal): Promise<Answer<T>> => {
    const known = shared.get(path);
    if (known && clock.now() - known.at <= SHARED_MS) return (await unlessAborted(known.answer, askedBy)) as Answer<T>;
    const answer = ask(reach, path, schema, signal);
    answer.catch(() => {});
    shared.set(path, { at: clock.now(), answer });
    return await unlessAborted(answer, askedBy);
  };
  const part = <T, U>(answer: Answer<T>, pick: (value: T) => U): Answer<U> =>
    answer.served ? { served: true, value: pick(answer.value) } : answer;
  return {
    name: reach.name,
    byHand: (path) => reach.byHand(path),
    targets: async (askedBy) =>
      part(await get('/api/v1/targets?state=active', answers.targets, askedBy), (value) => value.activeTargets),
    query: async (expression, askedBy) => {
      const path = `/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`;
      const answer = await get(path, answers.vector, askedBy);
      if (!answer.served) return [];
      return answer.value.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
  };
}
