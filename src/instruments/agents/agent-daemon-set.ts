import type { Manifest } from '../../cluster/cluster.ts';
import type { Node, Pod } from '../../cluster/kinds.ts';
import { realNodesOnly } from '../../objects/real-nodes-only.ts';
import { AGENT_PORT } from './agent-protocol.ts';

/** Name of the DaemonSet and of the label on its pods. */
export const AGENT_NAME = 'shakedown-probe-agent';
/** Name of the agent's container; its pod may have injected ones too. */
export const AGENT_CONTAINER = 'probe-agent';
export const agentLabels = { 'app.kubernetes.io/name': AGENT_NAME };

/** The settings of the agents. */
export interface AgentSettings {
  namespace: string;
  image: string;
  token: string;
  simulated: readonly Node[];
}

/** The DaemonSet that runs a probe agent on every real node, whatever its taints. */
export function agentDaemonSet({ namespace, image, token, simulated }: AgentSettings): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: AGENT_NAME, namespace, labels: agentLabels },
    spec: {
      selector: { matchLabels: agentLabels },
      template: {
        metadata: { labels: agentLabels },
        spec: {
          affinity: realNodesOnly(simulated),
          tolerations: [{ operator: 'Exists' }],
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: AGENT_CONTAINER,
              image,
              args: ['probe-agent'],
              env: [{ name: 'PROBE_TOKEN', value: token }],
              ports: [{ name: 'http', containerPort: AGENT_PORT }],
              readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2 },
            },
          ],
        },
      },
    },
  };
}

/** The pods of the fleet among those of its namespace. */
export function agentPods(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata }) =>
    Object.entries(agentLabels).every(([key, value]) => metadata?.labels?.[key] === value),
  );
}
