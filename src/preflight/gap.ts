import type { Safety } from '../authoring/check.ts';
import { allUsed, type Uses } from '../instruments/contract/uses.ts';

/** The part of a check that a preflight looks at. */
export interface Needy {
  readonly id: string;
  readonly uses: readonly Uses[];
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

/** Ids of the checks that use something, by themselves or through something else that they use. */
export function usersOf(checks: readonly Needy[], used: Uses): string[] {
  return checks.filter(({ uses }) => allUsed(uses).has(used)).map(({ id }) => id);
}
