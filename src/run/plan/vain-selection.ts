import type { Config } from '../../config/schema.ts';
import { matchesPattern } from '../../config/matches-pattern.ts';
import type { NotCovered } from '../../results/model.ts';

/** What a run has left out, as far as it is known. */
export interface LeftOutOfRun {
  /** Whether no test is skipped by `run.skip`. */
  skipIsVain: boolean;
  /** What discovery left out. */
  notCovered: readonly NotCovered[];
  /** Whether all spec files were loaded, and all objects of the kinds that they and the suite know could be listed. */
  isWhole: boolean;
}

/**
 * The settings that leave out nothing, a sentence each: they are probably misspelled, and what they mean is judged; pure. None is told of which it
 * is not known, because what it means may be in what was not loaded or listed, or outside of the scope.
 */
export function vainSelection({ run, scope }: Config, { skipIsVain, notCovered, isWhole }: LeftOutOfRun): string[] {
  const leftOut = (key: string, pattern: string, before: string) =>
    notCovered.some(
      ({ what, reason }) =>
        reason.includes(`(${key})`) && what.startsWith(before) && matchesPattern(pattern, what.slice(before.length)),
    );
  if (!isWhole) return [];
  const seesAllObjects = scope.labelSelector === '';
  const seesAllTests = seesAllObjects && scope.namespaces.length + Object.keys(scope.nodeSelector).length === 0;
  return [
    ...(run.skip !== '' && skipIsVain && seesAllTests
      ? [`--skip '${run.skip}' matches no test: nothing is skipped`]
      : []),
    ...scope.excludeNamespaces
      .filter((pattern) => !leftOut('scope.excludeNamespaces', pattern, 'namespace '))
      .map((pattern) => `scope.excludeNamespaces has '${pattern}' in it, which matches no namespace`),
    ...scope.exclude
      .filter((pattern) => seesAllObjects && !leftOut('scope.exclude', pattern, ''))
      .map((pattern) => `scope.exclude has '${pattern}' in it, which matches no object`),
  ];
}
