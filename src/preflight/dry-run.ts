import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import { leaseRights } from '../objects/lease/lease.ts';
import type { CheckRequirements } from './finding.ts';
import { leaveUncovered } from './not-covered.ts';
import { missingRights } from './rights.ts';

/**
 * In a dry run that is limited to one namespace, skips the checks that the run would skip for missing permissions. Permissions are only
 * reviewed: nothing is tried, and no Lease is taken.
 * @param checks get their `skip`.
 */
export async function leaveUncoveredInDryRun(
  cluster: Cluster,
  config: Config,
  checks: readonly (CheckRequirements & { skip?: string | undefined })[],
  signal: AbortSignal,
): Promise<void> {
  const { onlyNamespace } = config.scope;
  if (onlyNamespace === '') return;
  const applying = checks
    .filter(({ skip }) => skip === undefined)
    .map(({ id, uses, safety = 'read' }) => ({
      id,
      // Without a Lease, a run creates nothing.
      uses: safety === 'read' ? uses : [...uses, { rights: leaseRights }],
    }));
  leaveUncovered(checks, await missingRights(cluster, config, applying, signal), onlyNamespace);
}
