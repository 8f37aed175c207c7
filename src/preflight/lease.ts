import type { Finding, CheckRequirements } from './finding.ts';

/**
 * What a run must not do without the Lease of the cluster, as a finding; pure. Reading disturbs nobody, but another run may take objects
 * that are created during it for leftovers.
 * @param why the API server's message why the Lease cannot be taken; it names the missing permission.
 */
export function noLease(why: string, checks: readonly CheckRequirements[]): Finding[] {
  const blocks = checks.filter(({ safety = 'read' }) => safety !== 'read').map(({ id }) => id);
  if (blocks.length === 0) return [];
  return [
    {
      about: 'lease',
      message: `no Lease, so nothing is created in the cluster: ${why}`,
      todo: 'grant it, or have an administrator create namespaces and roles: shakedown plugin --rbac',
      blocks,
    },
  ];
}
