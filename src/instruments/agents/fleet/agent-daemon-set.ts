import type { Manifest } from '../../../cluster/cluster.ts';
import { createHash } from 'node:crypto';
import type { Node } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { realNodesOnly } from '../../../objects/real-nodes-only.ts';
import { AGENT_PORT, agentVariables } from '../agent-protocol.ts';

/** Name of the DaemonSet and of the label on its pods. */
export const AGENT_NAME = 'shakedown-probe-agent';
/** Name of the agent's container; its pod may have injected ones too. */
export const AGENT_CONTAINER = 'probe-agent';
export const agentLabels = { 'app.kubernetes.io/name': AGENT_NAME };

/** The settings of the agents. */
export interface AgentSettings {
  config: Pick<Config, 'namespaces' | 'probing' | 'scope'>;
  image: string;
  /** What calls of the run carry. Only its digest is in the manifest, because whoever may view pods can read that. */
  token: string;
  simulated: readonly Node[];
}

/** The DaemonSet that runs a probe agent on every real node that is judged, whatever its taints. */
export function agentDaemonSet({ config, image, token, simulated }: AgentSettings): Manifest {
  const { priorityClassName, connectionsPerSecond, connectionsInAll } = config.probing;
  const { nodeSelector } = config.scope;
  const env = {
    [agentVariables.tokenSha256]: createHash('sha256').update(token).digest('hex'),
    [agentVariables.perSecond]: String(connectionsPerSecond),
    [agentVariables.inAll]: String(connectionsInAll),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: AGENT_NAME, namespace: config.namespaces.suite, labels: agentLabels },
    spec: {
      selector: { matchLabels: agentLabels },
      template: {
        metadata: { labels: agentLabels },
        spec: {
          affinity: realNodesOnly(simulated),
          ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
          ...(priorityClassName !== '' && { priorityClassName }),
          tolerations: [{ operator: 'Exists' }],
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: AGENT_CONTAINER,
              image,
              args: ['probe-agent'],
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
              ports: [{ name: 'http', containerPort: AGENT_PORT }],
              readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2 },
            },
          ],
        },
      },
    },
  };
}
