import type { z } from 'zod';
import type { Clock } from '../../../time/clock.ts';
import type { Reach } from '../reach/reach.ts';
import { allTargets, TARGETS, targetsOfPool, type Question } from './all-targets.ts';
import { ask, type Answer } from './ask.ts';
import { MetricsError } from './metrics-error.ts';
import { SharedAnswers } from './shared-answers.ts';
import { answers, type Alert, type RuleGroup, type Sample, type Target } from './schemas.ts';

/**
 * VictoriaMetrics hides the samples of the last 30 s from queries, unless they ask for no cache; the others know no such parameter.
 * https://docs.victoriametrics.com/victoriametrics/#prometheus-querying-api-enhancements
 */
const UNDELAYED = { nocache: '1' };

/** The HTTP API of Prometheus. What several checks ask at about the same time is asked once. */
export interface PrometheusApi {
  /** How messages name it. */
  readonly name: string;
  /** A sentence about how it was found, if people should know. */
  readonly remark?: string;
  /** Others in the cluster that were found and are not asked, `namespace/name`. @default none */
  readonly others?: readonly string[];
  /** The names of the headers that the configuration adds to each question, such as that of a tenant. @default none */
  readonly headers?: readonly string[];
  /** A command that asks the same by hand. */
  byHand(path: string): string;
  /** The active targets of all scrape jobs. */
  targets(signal: AbortSignal): Promise<Answer<readonly Target[]>>;
  /** Those of one scrape job: of all that were read shortly ago, else asked for alone, which is cheap however many there are. */
  targetsOf(pool: string, signal: AbortSignal): Promise<Answer<readonly Target[]>>;
  /** The names of all scrape jobs that are configured. */
  scrapePools(signal: AbortSignal): Promise<Answer<readonly string[]>>;
  /** By scrape job, how many targets were found and left out by relabelling; empty where the server does not say it. */
  dropped(signal: AbortSignal): Promise<Readonly<Record<string, number>>>;
  rules(signal: AbortSignal): Promise<Answer<readonly RuleGroup[]>>;
  alerts(signal: AbortSignal): Promise<Answer<readonly Alert[]>>;
  /** Its configuration, in YAML. */
  config(signal: AbortSignal): Promise<Answer<string>>;
  /** An instant query. @param options.fresh asks anew, and shares no answer of a moment ago. */
  query(expression: string, signal: AbortSignal, options?: { fresh: boolean }): Promise<readonly Sample[]>;
}

/** @param signal of the run: answers are shared by checks, so none of them ends a question for the others. */
export function prometheusApi(reach: Reach, clock: Clock, signal: AbortSignal): PrometheusApi {
  const shared = new SharedAnswers(clock);
  const question: Question = (path, schema) => ask(reach, path, schema, signal);
  const get = <T>(path: string, schema: z.ZodType<T>, askedBy: AbortSignal, isFresh = false): Promise<Answer<T>> =>
    shared.get(path, () => question(path, schema), askedBy, isFresh);
  let isLarge = false;
  const all = (askedBy: AbortSignal) =>
    shared.get(
      TARGETS,
      async () => {
        const answer = await allTargets(question, isLarge);
        isLarge = answer.isLarge ?? false;
        return answer;
      },
      askedBy,
    );
  const part = <T, U>(answer: Answer<T>, pick: (value: T) => U): Answer<U> =>
    answer.served ? { served: true, value: pick(answer.value) } : answer;
  return {
    name: reach.name,
    byHand: (path) => reach.byHand(path),
    targets: async (askedBy) => part(await all(askedBy), (value) => value.activeTargets),
    targetsOf: async (pool, askedBy) => {
      const answer = shared.has(TARGETS) ? all(askedBy) : get(targetsOfPool(pool), answers.targets, askedBy);
      return part(await answer, ({ activeTargets }) => activeTargets.filter(({ scrapePool }) => scrapePool === pool));
    },
    scrapePools: async (askedBy) =>
      part(await get('/api/v1/scrape_pools', answers.scrapePools, askedBy), (value) => value.scrapePools),
    dropped: async (askedBy) => {
      const answer = await all(askedBy);
      return answer.served ? (answer.value.droppedTargetCounts ?? {}) : {};
    },
    rules: async (askedBy) => part(await get('/api/v1/rules', answers.rules, askedBy), (value) => value.groups),
    alerts: async (askedBy) => part(await get('/api/v1/alerts', answers.alerts, askedBy), (value) => value.alerts),
    config: async (askedBy) => part(await get('/api/v1/status/config', answers.config, askedBy), (value) => value.yaml),
    query: async (expression, askedBy, { fresh } = { fresh: false }) => {
      const path = `/api/v1/query?${new URLSearchParams({ query: expression, ...UNDELAYED }).toString()}`;
      const answer = await get(path, answers.vector, askedBy, fresh);
      if (!answer.served) throw noQueries(reach, answer.why);
      return answer.value.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
  };
}

/** The error for a server without queries: whatever has this API serves them, so it is something else, or has it below a path. */
function noQueries({ section }: Reach, why: string): MetricsError {
  return new MetricsError('METRICS_ANSWER', {
    ...{ meaning: 'usage', expected: `${section} to answer queries` },
    seen: `${why}: it is no Prometheus, or has its API below a path`,
    todo: `set ${section}.path to the path of its API, such as /prometheus where --web.route-prefix or routePrefix says so`,
  });
}
