import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../cluster/rights/rights.ts';
import { creatorRights } from './creators/find-creators.ts';
import { demandedPortsRight } from './reach/demanded-ports.ts';
import { pluginDefaultRights } from './policy/plugin-defaults.ts';
import { foreignPolicyRights } from './policy/policy-kinds.ts';

/** The permissions to read Services, the workloads behind them, and the policies that may deny traffic to them. */
export const serviceRights: readonly Right[] = [
  kinds.services,
  kinds.endpointSlices,
  kinds.networkPolicies,
  kinds.namespaces,
  kinds.pods,
  kinds.events,
]
  .map(looksAt)
  .concat(creatorRights, foreignPolicyRights, pluginDefaultRights, demandedPortsRight);
