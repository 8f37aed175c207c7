import type { Manifest } from '../../cluster/cluster.ts';
import type { DaemonSet } from '../../cluster/kinds.ts';
import { AGENT_NAME, agentLabels } from './agent-daemon-set.ts';
import { AGENT_PORT } from './agent-protocol.ts';

/**
 * A headless Service over all agents, for its name alone: the cluster DNS answers it with their addresses.
 * @param owner the DaemonSet of the agents: what a killed run left goes with it, for the next run has another name.
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
      // The cluster DNS knows the name before the first agent is ready to ask for it, and need not remember that there is none.
      publishNotReadyAddresses: true,
      selector: agentLabels,
      ports: [{ name: 'http', port: AGENT_PORT, targetPort: 'http' }],
    },
  };
}
