import type { Safety } from '../authoring/check-options.ts';
import { allUsed, type Uses } from '../instruments/contract/uses.ts';

/** The part of a check that preflight reads. */
export interface CheckRequirements {
  readonly id: string;
  readonly uses: readonly Uses[];
  /** What it does to the cluster. @default 'read' */
  readonly safety?: Safety;
  /** Why it does not apply: then it needs nothing. @default it applies */
  readonly skip?: string | undefined;
}

/** Something that preflight found missing or wrong before checks start. */
export interface Finding {
  about: 'rights' | 'lease' | 'image' | 'admission' | 'nodes';
  /** One sentence. */
  message: string;
  /** How to fix it. */
  todo: string;
  /**
   * Ids of the checks that cannot do their work because of it. Empty when it only limits what is tested, or when it is not known whether
   * anything is missing at all.
   */
  blocks: readonly string[];
  /** Ids of the checks that it concerns without blocking them. @default those of the whole run */
  concerns?: readonly string[];
}

/** Ids of the checks that use something, directly or through something else that they use. */
export function usersOf(checks: readonly CheckRequirements[], used: Uses): string[] {
  return checks.filter(({ uses }) => allUsed(uses).has(used)).map(({ id }) => id);
}
