import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { namespacesOf, type Right } from '../cluster/rights.ts';
import type { Config } from '../config/schema.ts';
import { rightsOf } from '../instruments/contract/uses.ts';
import type { Gap, Needy } from './gap.ts';

/** Somebody else whose rights are asked for, as the API server knows them. */
export interface Account {
  user: string;
  groups: readonly string[];
}

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
 * Which rights the checks use and are missing, by access reviews. What the API server does not answer counts as granted: the
 * check that uses it tells better than a guess.
 * @param account whose rights. @default those of the caller
 */
export async function missingRights(
  cluster: Cluster,
  config: Config,
  checks: readonly Needy[],
  signal: AbortSignal,
  account?: Account,
): Promise<Gap[]> {
  const anything = { verb: '*', group: '*', resource: '*', subresource: '' };
  // A short cut; without an answer each right is asked for.
  if (await answer(cluster, anything, signal, account)) return [];
  const [whose, as] = account ? ['the plugin has no right', ` --as=${account.user}`] : ['no right', ''];
  const asked = new Map<string, { question: Question; ids: string[] }>();
  for (const { id, uses } of checks) {
    for (const question of rightsOf(uses).flatMap((right) => (right.optional ? [] : questionsFor(right, config)))) {
      const key = formatDuration(question);
      const known = asked.get(key) ?? { question, ids: [] };
      if (known.ids.at(-1) !== id) known.ids.push(id);
      asked.set(key, known);
    }
  }
  const answers = [...asked].map(async ([key, { question, ids }]) => {
    if ((await answer(cluster, question, signal, account)) ?? true) return [];
    return [
      {
        about: 'rights' as const,
        message: `${whose} to ${key}`,
        todo: `see kubectl auth can-i ${key}${as}; shakedown plugin --rbac writes roles that grant what the checks use`,
        blocks: ids,
      },
    ];
  });
  return (await Promise.all(answers)).flat();
}

function questionsFor({ group, resource, verbs, scope }: Right, { namespaces }: Config): Question[] {
  const [name = '', subresource = ''] = resource.split('/');
  const places = scope === 'cluster' ? [{}] : namespacesOf(scope, namespaces).map((namespace) => ({ namespace }));
  return places.flatMap((place) => verbs.map((verb) => ({ verb, group, resource: name, subresource, ...place })));
}

/** Whether the caller may ask for the rights of others. */
export async function mayReviewOthers(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const review = { verb: 'create', group: 'authorization.k8s.io', resource: 'subjectaccessreviews', subresource: '' };
  return (await answer(cluster, review, signal)) ?? false;
}

/** Whether it is allowed; `undefined` when the API server does not say. */
async function answer(
  cluster: Cluster,
  question: Question,
  signal: AbortSignal,
  account?: Account,
): Promise<boolean | undefined> {
  const kind = account ? 'SubjectAccessReview' : 'SelfSubjectAccessReview';
  const spec = { resourceAttributes: question, ...account };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind, spec };
  const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
  try {
    const said = answerSchema.safeParse(JSON.parse(await cluster.raw(path, { method: 'POST', body, signal })));
    return said.data?.status.allowed;
  } catch (error) {
    if (error instanceof ClusterError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As `kubectl auth can-i` takes it. */
function formatDuration({ verb, group, resource, subresource, namespace }: Question): string {
  const sub = subresource === '' ? '' : ` --subresource=${subresource}`;
  const place = namespace === undefined ? ' --all-namespaces' : ` -n ${namespace}`;
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${sub}${place}`;
}
