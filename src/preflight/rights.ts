import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { placesOf, type Right } from '../cluster/rights.ts';
import type { Config } from '../config/schema.ts';
import type { Gap, Needy } from './gap.ts';

/** One question to the API server: may we do this? */
interface Question {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** Absent: in the whole cluster. */
  namespace?: string;
}

const answerSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Which rights the checks use and we do not have, by access reviews. What the API server does not answer counts as granted: the
 * check that uses it tells better than a guess.
 */
export async function missingRights(
  cluster: Cluster,
  config: Config,
  checks: readonly Needy[],
  signal: AbortSignal,
): Promise<Gap[]> {
  const anything = { verb: '*', group: '*', resource: '*', subresource: '' };
  if (await isAllowed(cluster, anything, signal)) return [];
  const asked = new Map<string, { question: Question; ids: string[] }>();
  for (const { id, uses } of checks) {
    for (const question of uses.flatMap((right) => questionsFor(right, config))) {
      const key = spell(question);
      const known = asked.get(key) ?? { question, ids: [] };
      if (known.ids.at(-1) !== id) known.ids.push(id);
      asked.set(key, known);
    }
  }
  const answers = [...asked].map(async ([key, { question, ids }]) => {
    if (await isAllowed(cluster, question, signal)) return [];
    return [
      {
        about: 'rights' as const,
        message: `no right to ${key}`,
        todo: `see kubectl auth can-i ${key}; shakedown plugin --rbac writes roles that grant what the checks use`,
        blocks: ids,
      },
    ];
  });
  return (await Promise.all(answers)).flat();
}

function questionsFor({ group, resource, verbs, scope }: Right, { namespaces }: Config): Question[] {
  const [name = '', subresource = ''] = resource.split('/');
  const places = scope === 'cluster' ? [{}] : placesOf(scope, namespaces).map((namespace) => ({ namespace }));
  return places.flatMap((place) => verbs.map((verb) => ({ verb, group, resource: name, subresource, ...place })));
}

async function isAllowed(cluster: Cluster, question: Question, signal: AbortSignal): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: question },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  // To ask for everything is a short cut; without an answer each right is asked for.
  const unknown = question.verb !== '*';
  try {
    const answer = answerSchema.safeParse(JSON.parse(await cluster.raw(path, { method: 'POST', body, signal })));
    return answer.data?.status.allowed ?? unknown;
  } catch (error) {
    if (error instanceof ClusterError || error instanceof SyntaxError) return unknown;
    throw error;
  }
}

/** As `kubectl auth can-i` takes it. */
function spell({ verb, group, resource, subresource, namespace }: Question): string {
  const sub = subresource === '' ? '' : ` --subresource=${subresource}`;
  const place = namespace === undefined ? ' --all-namespaces' : ` -n ${namespace}`;
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${sub}${place}`;
}
