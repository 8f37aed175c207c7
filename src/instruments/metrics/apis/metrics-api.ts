import { z } from 'zod';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import { rawJson } from '../../../cluster/raw-json.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../../../conditions/waiting/condition.ts';
import { groupOf, questionsOf, type MetricsApi, type Question } from './questions.ts';

/** How many questions a message names. */
const NAMED = 3;
/** How many questions are asked at one look. */
const MOST = 200;

const list = z.object({ items: z.array(z.unknown()) });

/** What an API for metrics has answered at one look. */
export interface MetricsApiSeen {
  /** Whether the API server serves the group, and if not, what it says. */
  served: true | string;
  /** How many questions the HPAs of the cluster ask. */
  asked: number;
  /** Those without an answer, with what came instead. */
  unanswered: readonly { asks: string; seen: string }[];
  /** Those that may not be asked with the account of the suite. */
  unasked: readonly string[];
}

/** The rights to ask as HPAs do. They only read, and what metrics there are is not known before. */
const rights: Readonly<Record<MetricsApi, readonly Right[]>> = {
  resource: [{ group: 'metrics.k8s.io', resource: 'pods', verbs: ['get', 'list'], scope: 'cluster', optional: true }],
  custom: [{ group: 'custom.metrics.k8s.io', resource: '*', verbs: ['get', 'list'], scope: 'cluster', optional: true }],
  external: [
    { group: 'external.metrics.k8s.io', resource: '*', verbs: ['get', 'list'], scope: 'cluster', optional: true },
  ],
};

/** An API for metrics answers what these HPAs ask of it. */
export function metricsApiAnswers(api: MetricsApi, hpas: readonly Hpa[]): Condition<MetricsApiSeen> {
  const questions = questionsOf(api, hpas).slice(0, MOST);
  return {
    title: `the API ${groupOf[api]} answers what HPAs ask of it`,
    rights: rights[api],
    todo: `kubectl get apiservice ${groupOf[api].split('/').toReversed().join('.')}`,
    read: async (look) => {
      const served = await servedBy(api, look);
      if (served !== true) return { served, asked: questions.length, unanswered: [], unasked: [] };
      const answers = await Promise.all(questions.map((question) => answerTo(api, question, look)));
      return {
        served,
        asked: questions.length,
        unanswered: answers.flatMap((one) => (typeof one === 'object' ? [one] : [])),
        unasked: answers.flatMap((one) => (typeof one === 'string' ? [one] : [])),
      };
    },
    judge: (seen) => judgeMetricsApi(api, seen),
  };
}

/** Judges whether an API for metrics answers; pure. */
export function judgeMetricsApi(api: MetricsApi, { served, asked, unanswered, unasked }: MetricsApiSeen): Observation {
  const due = { inMs: 5_000 };
  if (asked === 0 && served !== true) return ready(`${groupOf[api]} is not served, and no HPA asks for it`);
  if (served !== true)
    return {
      ...notYet(
        `${groupOf[api]} does not answer, and ${asked === 1 ? '1 question of HPAs needs' : `${asked} questions of HPAs need`} it: ${served}`,
      ),
      due,
    };
  const told = unanswered.slice(0, NAMED).map(({ asks, seen }) => `${asks}: ${seen}`);
  const more = unanswered.length > NAMED ? `; and ${unanswered.length - NAMED} more` : '';
  if (told.length > 0)
    return {
      ...notYet(`${told.join('; ')}${more}`, asked - unanswered.length),
      counts: `${asked} questions, ${unanswered.length} without an answer`,
      due,
    };
  if (unasked.length > 0)
    return { ...notYet(`the account of the suite may not ask ${groupOf[api]}: ${unasked[0]}`), isUnjudged: true, due };
  return ready();
}

async function servedBy(api: MetricsApi, { cluster, signal }: Look): Promise<true | string> {
  try {
    await cluster.raw(`/apis/${groupOf[api]}`, { signal });
    return true;
  } catch (error) {
    if (error instanceof ClusterError && (error.status === 404 || error.status === 503)) return error.seen;
    throw error;
  }
}

/** The question if it may not be asked, or with what came instead of an answer; `true` when it was answered. */
async function answerTo(
  api: MetricsApi,
  { path, asks }: Question,
  { cluster, signal }: Look,
): Promise<true | string | { asks: string; seen: string }> {
  try {
    const { items } = await rawJson(cluster, { path, schema: list, wanted: 'a list of metrics', signal });
    // A namespace without a running pod has no metrics of pods, rightly.
    return items.length > 0 || api === 'resource' ? true : { asks, seen: 'there is no value' };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.unanswered) throw error;
    return error.code === 'CLUSTER_FORBIDDEN' ? asks : { asks, seen: error.seen };
  }
}
