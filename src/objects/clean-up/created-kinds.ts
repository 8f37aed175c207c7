import type { Kind } from '../../cluster/kinds/kind.ts';
import type { Right } from '../../cluster/rights/rights.ts';

/** The kinds of the objects that can be created with some permissions. */
export interface CreatedKinds {
  kinds: Kind[];
  /** Resources of permissions that do not name the kind which they create, in the notation of RBAC: `widgets.example.org`. */
  unnamed: string[];
}

/** The kinds that can be created with these permissions, according to their field `creates`; pure. */
export function createdKinds(rights: readonly Right[]): CreatedKinds {
  // Creating a subresource, such as an eviction, leaves no object.
  const creating = rights.filter(({ verbs, resource }) => verbs.includes('create') && !resource.includes('/'));
  const kinds = creating.flatMap(({ creates }) => creates ?? []);
  const named = new Set(kinds.map(({ group, resource }) => `${resource}.${group}`));
  const unnamed = creating.map(({ group, resource }) => `${resource}.${group}`).filter((name) => !named.has(name));
  return { kinds, unnamed: [...new Set(unnamed)].map((name) => name.replace(/\.$/, '')) };
}
