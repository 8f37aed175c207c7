import type { Right } from '../../cluster/rights.ts';
import type { Trial, TrialContext } from './trial.ts';

/** What a check may name in `uses`: a condition, an instrument, or a part of one. */
export interface Uses {
  /** The permissions that it needs itself. */
  readonly rights: readonly Right[];
  /** What it uses, with everything that those need. @default nothing */
  readonly uses?: readonly Uses[];
  /** The objects that it creates, to try them in a dry run; pure. @default nothing */
  readonly trials?: (context: TrialContext) => readonly Trial[];
}

/** Everything that is used, directly or indirectly, each once. */
export function allUsed(uses: readonly Uses[]): Set<Uses> {
  const found = new Set<Uses>();
  const add = (one: Uses) => {
    if (found.has(one)) return;
    found.add(one);
    one.uses?.forEach(add);
  };
  uses.forEach(add);
  return found;
}

/** All permissions that these need together. */
export function rightsOf(uses: readonly Uses[]): Right[] {
  return [...allUsed(uses)].flatMap(({ rights }) => rights);
}
