import { OutsideNamespace } from '../inventory/outside-namespace.ts';
import { blockerOf } from './findings.ts';
import type { Finding } from './finding.ts';

/**
 * In a run that is limited to one namespace, skips the checks that need permissions beyond it, with what is missing; they are not covered.
 * @param checks get their `skip`.
 * @param namespace that the run is limited to; empty when it is not limited: then nothing is changed.
 * @returns the remaining findings.
 */
export function leaveUncovered(
  checks: readonly { readonly id: string; skip?: string | undefined }[],
  found: readonly Finding[],
  namespace: string,
): Finding[] {
  if (namespace === '') return [...found];
  const uncovered = new Set<string>();
  for (const check of checks) {
    const blocker = blockerOf(check.id, found);
    if (blocker?.about !== 'rights' && blocker?.about !== 'lease') continue;
    check.skip = new OutsideNamespace(namespace, blocker.message).message;
    uncovered.add(check.id);
  }
  const without = (ids: readonly string[]) => ids.filter((id) => !uncovered.has(id));
  return found.flatMap((finding) => {
    const blocks = without(finding.blocks);
    if (finding.blocks.length > 0) return blocks.length > 0 ? [{ ...finding, blocks }] : [];
    const { concerns } = finding;
    return concerns === undefined || without(concerns).length > 0 ? [finding] : [];
  });
}
