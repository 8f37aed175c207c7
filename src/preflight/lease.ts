import type { Finding, CheckRequirements } from './gap.ts';

/**
 * What a run may not do without the Lease of the cluster, as a finding; pure. To look disturbs nobody; to make objects beside another run,
 * which may take them for its own or for leftovers, does.
 * @param why the API server's words on why the Lease cannot be taken; they name the right that is missing.
 */
export function noLease(why: string, checks: readonly CheckRequirements[]): Finding[] {
  const blocks = checks.filter(({ safety = 'read' }) => safety !== 'read').map(({ id }) => id);
  if (blocks.length === 0) return [];
  return [
    {
      about: 'lease',
      message: `no Lease, without which nothing is made in the cluster: ${why}`,
      todo: 'grant that, or have namespaces and roles made beforehand: shakedown plugin --rbac',
      blocks,
    },
  ];
}
