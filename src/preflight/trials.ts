import { allUsed, type Uses } from '../instruments/contract/uses.ts';
import type { Trial, TrialContext } from '../instruments/contract/trial.ts';
import type { CheckRequirements } from './finding.ts';

/** An object that checks would create, with these checks. */
export interface CheckedTrial extends Trial {
  /** Ids of the checks that use what creates it. */
  blocks: readonly string[];
}

/** The objects that checks would create, according to the instruments that they use; pure. */
export function trialsOf(checks: readonly CheckRequirements[], context: TrialContext): CheckedTrial[] {
  const users = new Map<Uses, string[]>();
  for (const { id, uses } of checks)
    for (const used of allUsed(uses)) {
      const known = users.get(used);
      if (known) known.push(id);
      else users.set(used, [id]);
    }
  return [...users].flatMap(([{ trials }, blocks]) => (trials?.(context) ?? []).map((trial) => ({ ...trial, blocks })));
}
