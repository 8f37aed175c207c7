import type { Config } from '../config/schema.ts';
import { matchesPattern } from '../config/matches-pattern.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { idOf, type Named, type Part } from './part.ts';

/** The settings of the scope that can leave an object out. Labels are not among them: the API server selects by them. */
export type LeftOutBy = 'exclude' | 'excludeNamespaces' | 'namespaces' | 'nodeSelector';

/** Whether an object is in the configured scope; pure. Labels are not considered. */
export function inScope(scope: Config['scope'], part: Part, object: Named): boolean {
  return leftOutBy(scope, part, object) === undefined;
}

/** The setting of the scope that leaves an object out, or `undefined`; pure. */
export function leftOutBy(scope: Config['scope'], part: Part, object: Named): LeftOutBy | undefined {
  const id = idOf(part, object);
  if (scope.exclude.some((pattern) => matchesPattern(pattern, id))) return 'exclude';
  if (part.kind.resource === kinds.nodes.resource && part.kind.group === kinds.nodes.group) {
    const labels = object.metadata?.labels ?? {};
    const isMeant = Object.entries(scope.nodeSelector).every(([key, value]) => labels[key] === value);
    return isMeant ? undefined : 'nodeSelector';
  }
  const home = namespaceOf(part, object);
  if (home === undefined) return undefined;
  if (scope.excludeNamespaces.some((pattern) => matchesPattern(pattern, home))) return 'excludeNamespaces';
  const isMeant = scope.namespaces.length === 0 || scope.namespaces.some((pattern) => matchesPattern(pattern, home));
  return isMeant ? undefined : 'namespaces';
}

/** The namespace of an object, or of a namespace its own name; `undefined` for other cluster-scoped objects. */
export function namespaceOf({ kind }: Part, { metadata }: Named): string | undefined {
  const { group, resource } = kinds.namespaces;
  return kind.group === group && kind.resource === resource ? metadata?.name : metadata?.namespace;
}
