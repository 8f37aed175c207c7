import { OutsideNamespace } from '../inventory/outside-namespace.ts';
import { blockerOf } from './gaps.ts';
import type { Finding } from './gap.ts';

/**
 * In a run that keeps to one namespace, makes the checks that need rights beyond it known as not covered: they are skipped, with what is missing.
 * @param checks get their `skip`.
 * @param namespace that the run keeps to; empty: it does not, and nothing is changed.
 * @returns the findings that are left.
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
