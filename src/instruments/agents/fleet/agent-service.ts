import type { Manifest } from '../../../cluster/cluster.ts';
import type { DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { AGENT_NAME, agentLabels } from './agent-daemon-set.ts';
import { AGENT_PORT } from '../agent-protocol.ts';

/**
 * A headless Service for all agents. Only its name is used: the cluster DNS answers with the addresses of the agents.
 * @param owner the DaemonSet of the agents. A leftover of a killed run is deleted with it, because the next run uses another name.
 */
export function agentService(ref: { namespace: string; name: string }, owner: DaemonSet): Manifest {
  const { name = AGENT_NAME, uid = '' } = owner.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...ref,
      labels: agentLabels,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid }],
    },
    spec: {
      clusterIP: 'None',
      // The cluster DNS knows the name before the first agent is ready to query it, and does not cache that it does not exist.
      publishNotReadyAddresses: true,
      selector: agentLabels,
      ports: [{ name: 'http', port: AGENT_PORT, targetPort: 'http' }],
    },
  };
}
