import type { Right } from './rights.ts';

/** One rule of an RBAC role. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

/** The order in which people write verbs. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/**
 * The fewest RBAC rules that grant exactly these permissions: one rule for all resources of a group that need the same verbs.
 * They are sorted by group and name, so that a rendered role changes only when the permissions change.
 */
export function rulesFor(rights: readonly Right[]): Rule[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { group, resource, verbs, names = [] } of rights) {
    const key = `${group}/${resource} ${names.join()}`;
    verbsOf.set(key, new Set([...(verbsOf.get(key) ?? []), ...verbs]));
  }
  const rules = new Map<string, Rule>();
  for (const [key, needed] of [...verbsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [of = '', names = ''] = key.split(' ');
    const [group = '', ...resource] = of.split('/');
    const verbs = [...needed].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const together = `${group} ${verbs.join()} ${names}`;
    const resourceNames = names === '' ? {} : { resourceNames: names.split(',') };
    const rule = rules.get(together) ?? { apiGroups: [group], resources: [], verbs, ...resourceNames };
    rule.resources.push(resource.join('/'));
    rules.set(together, rule);
  }
  return [...rules.values()];
}

function rank(verb: string): number {
  const index = VERBS.indexOf(verb);
  return index < 0 ? VERBS.length : index;
}
