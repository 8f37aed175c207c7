import type { Event, Node, Pod } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { agentPodsByNode } from './agent-pods.ts';
import { agentOn, type AgentState } from './agent-state.ts';

/** The state of the agent of each node, by its name. */
export type FleetStates = ReadonlyMap<string, AgentState>;

/** What was read to learn the states of the agents. */
export interface FleetEvidence {
  nodes: readonly Node[];
  /** The pods of the agents' namespace. */
  pods: readonly Pod[];
  config: Pick<Config, 'scope'>;
  /** The DaemonSet of the agents. */
  owner: { metadata?: { name?: string; uid?: string } };
  /** The warnings of its namespace, if reasons should be explained. */
  events: readonly Event[];
}

/** The states of all agents; pure. It takes time in proportion to what was read: a fleet has thousands of nodes. */
export function fleetStates({ nodes, pods, config, owner, events }: FleetEvidence): FleetStates {
  const byNode = agentPodsByNode(pods);
  const about = Map.groupBy(events, ({ involvedObject }) => involvedObject.uid);
  const ofOwner = about.get(owner.metadata?.uid) ?? [];
  return new Map(
    nodes.map((node) => {
      const name = node.metadata?.name ?? '';
      const own = byNode.get(name) ?? [];
      const ofPods = own.flatMap(({ metadata }) => about.get(metadata?.uid) ?? []);
      return [name, agentOn(node, own, config, { owner, events: own.length > 0 ? ofPods : ofOwner })];
    }),
  );
}
