import type { Config } from '../../config/schema.ts';
import { matchesPattern } from '../../inventory/in-scope.ts';
import type { NotCovered } from '../../results/model.ts';

/** What a run has left out, as far as it is known. */
export interface LeftOutOfRun {
  /** Whether no test is skipped by `run.skip`. */
  skipIsVain: boolean;
  /** What discovery left out. */
  notCovered: readonly NotCovered[];
  /** Whether all namespaces, and objects of all kinds that specs define, were looked at. */
  isWhole: boolean;
}

/** The settings that leave out nothing, a sentence each: they are probably misspelled, and what they mean is judged. Pure. */
export function vainSelection({ run, scope }: Config, { skipIsVain, notCovered, isWhole }: LeftOutOfRun): string[] {
  const leftOut = (key: string, pattern: string, before: string) =>
    notCovered.some(
      ({ what, reason }) =>
        reason.includes(`(${key})`) && what.startsWith(before) && matchesPattern(pattern, what.slice(before.length)),
    );
  const vain = [
    ...scope.excludeNamespaces
      .filter((pattern) => !leftOut('scope.excludeNamespaces', pattern, 'namespace '))
      .map((pattern) => `scope.excludeNamespaces has '${pattern}' in it, which matches no namespace`),
    ...scope.exclude
      .filter((pattern) => !leftOut('scope.exclude', pattern, ''))
      .map((pattern) => `scope.exclude has '${pattern}' in it, which matches no object`),
  ];
  return [
    ...(run.skip !== '' && skipIsVain ? [`--skip '${run.skip}' matches no test: nothing is skipped`] : []),
    ...(isWhole ? vain : []),
  ];
}
