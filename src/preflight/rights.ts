import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { rawJson } from '../cluster/raw-json.ts';
import { isNamespaced, namespacesOf, type Right } from '../cluster/rights/rights.ts';
import type { Config } from '../config/schema.ts';
import { rightsOf } from '../instruments/contract/uses.ts';
import type { Finding, CheckRequirements } from './finding.ts';

/** The account of a permission review, as the API server knows it. */
export interface Account {
  user: string;
  groups: readonly string[];
}

/** One access review: whether the account may do this. */
interface Question {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** Absent for the whole cluster. */
  namespace?: string;
  /** Absent for all objects of the kind. */
  name?: string;
}

const answerSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * The permissions that the checks use and that are missing, according to access reviews; one finding for all that the same checks lack. If the
 * API server does not answer, the permission counts as granted: the check that uses it will report more than a guess.
 * @param account the account that needs the permissions. @default the caller's own
 */
export async function missingRights(
  cluster: Cluster,
  config: Config,
  checks: readonly CheckRequirements[],
  signal: AbortSignal,
  account?: Account,
): Promise<Finding[]> {
  const anything = { verb: '*', group: '*', resource: '*', subresource: '' };
  // One review is enough for an administrator; otherwise each permission is reviewed.
  if (await answer(cluster, anything, signal, account)) return [];
  const asked = new Map<string, Missing>();
  for (const { id, uses } of checks) {
    const rights = rightsOf(uses, config);
    const creating = rights.flatMap(({ creates, scope }) => (creates ? namespacesOf(scope, config.namespaces) : []));
    const questions = rights.flatMap((right) => (right.optional ? [] : questionsFor(right, config, creating)));
    for (const question of questions) {
      const key = formatQuestion(question);
      const known = asked.get(key) ?? { question, ids: [] };
      if (known.ids.at(-1) !== id) known.ids.push(id);
      asked.set(key, known);
    }
  }
  const answers = [...asked.values()].map(async (one) =>
    ((await answer(cluster, one.question, signal, account)) ?? true) ? [] : [one],
  );
  const missing = (await Promise.all(answers)).flat();
  const sets = [...Map.groupBy(missing, ({ ids }) => ids.join(' ')).values()];
  return sets.map((set) => findingOf(set, account)).toSorted((a, b) => b.blocks.length - a.blocks.length);
}

/** A missing permission, and the checks that need it. */
interface Missing {
  question: Question;
  ids: string[];
}

/** The permissions that the same checks lack, as one finding. */
function findingOf(set: readonly Missing[], account: Account | undefined): Finding {
  const whose = account ? ' of the plugin' : '';
  const [first] = set;
  const example = first ? formatQuestion(first.question) : '';
  return {
    about: 'rights',
    message: `missing permission${set.length === 1 ? '' : 's'}${whose}: ${formatPermissions(set.map(({ question }) => question))}`,
    todo: `grant what \`shakedown plugin --rbac\` writes; kubectl auth can-i ${example}${account ? ` --as=${account.user}` : ''} shows whether it is granted`,
    blocks: first?.ids ?? [],
  };
}

/** @example 'create/delete daemonsets.apps, create services in namespace shakedown; list nodes in the whole cluster' */
function formatPermissions(questions: readonly Question[]): string {
  const places = Map.groupBy(questions, ({ namespace }) => namespace);
  const texts = [...places].map(([namespace, there]) => {
    const resources = [...Map.groupBy(there, resourceOf)].map(
      ([resource, asked]) => `${asked.map(({ verb }) => verb).join('/')} ${resource}`,
    );
    return `${resources.join(', ')} in ${namespace === undefined ? 'the whole cluster' : `namespace ${namespace}`}`;
  });
  return texts.join('; ');
}

/** @example 'deployments.apps', 'pods/proxy', 'services/proxy prometheus:9090' */
function resourceOf({ group, resource, subresource, name }: Question): string {
  const kind = `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
  return name === undefined ? kind : `${kind} ${name}`;
}

/** @param creating the namespaces of the suite in which the check creates objects; it reads its own objects there. */
function questionsFor(
  right: Right,
  { namespaces, scope: { onlyNamespace } }: Config,
  creating: readonly string[],
): Question[] {
  const { group, resource: path, verbs, scope, names } = right;
  const [resource = '', subresource = ''] = path.split('/');
  const objects = names?.map((name) => ({ name })) ?? [{}];
  const limited = onlyNamespace !== '' && isNamespaced(right);
  const named = scope === 'cluster' ? [onlyNamespace, ...creating] : namespacesOf(scope, namespaces);
  const places = scope === 'cluster' && !limited ? [{}] : [...new Set(named)].map((namespace) => ({ namespace }));
  return places.flatMap((place) =>
    verbs.flatMap((verb) => objects.map((object) => ({ verb, group, resource, subresource, ...place, ...object }))),
  );
}

/** Whether the caller may review the permissions of others. */
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
    const said = await rawJson(cluster, {
      path,
      schema: answerSchema,
      wanted: 'a review of permissions',
      body,
      signal,
    });
    return said.status.allowed;
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}

/** A permission as the arguments of `kubectl auth can-i`. */
function formatQuestion({ verb, group, resource, subresource, namespace, name }: Question): string {
  const sub = subresource === '' ? '' : ` --subresource=${subresource}`;
  const place = namespace === undefined ? ' --all-namespaces' : ` -n ${namespace}`;
  const object = name === undefined ? '' : `/${name}`;
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${object}${sub}${place}`;
}
