import type { Kind } from '../../cluster/kind.ts';
import type { Right } from '../../cluster/rights.ts';

/** What objects rights are for creating. */
export interface CreatedKinds {
  kinds: Kind[];
  /** Resources that are created by rights which do not name their kind, as RBAC has them: `widgets.example.org`. */
  unnamed: string[];
}

/** What objects rights are for creating, by what they say of themselves; pure. */
export function createdKinds(rights: readonly Right[]): CreatedKinds {
  // To create a subresource, such as an eviction, leaves no object.
  const creating = rights.filter(({ verbs, resource }) => verbs.includes('create') && !resource.includes('/'));
  const kinds = creating.flatMap(({ creates }) => creates ?? []);
  const named = new Set(kinds.map(({ group, resource }) => `${resource}.${group}`));
  const unnamed = creating.map(({ group, resource }) => `${resource}.${group}`).filter((name) => !named.has(name));
  return { kinds, unnamed: [...new Set(unnamed)].map((name) => name.replace(/\.$/, '')) };
}
