import type { Finding } from './finding.ts';

/** How many groups of checks are named; the rest is counted. */
const NAMED = 5;

/**
 * The checks that a finding blocks, in one line; pure. Checks of one kind are named together.
 * @param total how many checks were selected.
 * @example 'no image of the suite is named: blocks 6 of 13 checks: workloads/node (2), workloads/target-app; name it with --image'
 */
export function blockedNote({ message, todo, blocks }: Finding, total: number): string {
  const groups = [...Map.groupBy(blocks, (id) => id.split('/').slice(0, 2).join('/'))];
  const named = groups.slice(0, NAMED).map(([group, ids]) => (ids.length === 1 ? group : `${group} (${ids.length})`));
  const more = groups.slice(NAMED).reduce((sum, [, ids]) => sum + ids.length, 0);
  const checks = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${message}: blocks ${blocks.length} of ${total} checks: ${checks}; ${todo}`;
}
