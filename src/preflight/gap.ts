import type { Right } from '../cluster/rights.ts';
import type { Safety } from '../authoring/check.ts';

/** The part of a check that a preflight looks at. */
export interface Needy {
  readonly id: string;
  readonly uses: readonly Right[];
  /** What it does to the cluster. @default 'read' */
  readonly safety?: Safety;
}

/** Something that checks need and the cluster does not give, found before they start. */
export interface Gap {
  about: 'rights' | 'lease' | 'image' | 'admission' | 'nodes';
  /** One sentence. */
  message: string;
  /** What mends it. */
  todo: string;
  /**
   * Ids of the checks that cannot do their work because of it. None: it only narrows what can be seen, or it is not known whether
   * there is a gap at all.
   */
  blocks: readonly string[];
}

/**
 * Ids of the checks that create objects of a kind in the suite's namespaces.
 * @param resource as in RBAC: `daemonsets`.
 * @param scope only those that do so by a right of this scope. @default any but the cluster's
 */
export function creatorsOf(checks: readonly Needy[], resource: string, scope?: Right['scope']): string[] {
  const creates = (right: Right) =>
    right.scope !== 'cluster' &&
    (scope === undefined || right.scope === scope) &&
    right.resource === resource &&
    right.verbs.includes('create');
  return checks.filter(({ uses }) => uses.some(creates)).map(({ id }) => id);
}
