import { kinds } from '../../cluster/kinds.ts';
import { looksAt, type Right } from '../../cluster/rights.ts';
import { foreignPolicyRights } from './policy/foreign-policies.ts';

/** What it needs to look at Services, at what is behind them, and at what may keep traffic off them. */
export const serviceRights: readonly Right[] = [
  kinds.services,
  kinds.endpointSlices,
  kinds.networkPolicies,
  kinds.namespaces,
  kinds.deployments,
  kinds.statefulSets,
  kinds.daemonSets,
  kinds.jobs,
  kinds.pods,
  kinds.events,
]
  .map(looksAt)
  .concat(foreignPolicyRights);
