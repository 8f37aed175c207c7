import type { Event, Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { runsNothing, whySimulated } from '../../../cluster/real-node.ts';
import { isTerminating } from '../../../conditions/workloads/judge-workload.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { ownedCause, rootCause } from '../../../diagnosis/root-cause.ts';
import { leftOutBy } from '../../../inventory/in-scope.ts';
import { parts } from '../../../inventory/parts.ts';
import type { Config } from '../../../config/schema.ts';

/** The state of a node's probe agent. */
export type AgentState =
  | { state: 'up'; pod: Pod }
  /** It may come up. */
  | { state: 'pending'; reason: string }
  /** There will be none; `excluded` when the kind of node or the configuration excludes the node, `runsNothing` when it is simulated,
   * `isDeleted` when the node is being deleted. */
  | { state: 'missing'; reason: string; excluded: boolean; runsNothing?: true; isDeleted?: true };

/** What explains why an agent is not up. */
interface AgentContext {
  owner?: { metadata?: { name?: string; uid?: string } };
  events?: readonly Event[];
}

/**
 * The state of the agent on a node; pure.
 * @param own the pods of agents on the node, as in `agentPodsByNode`.
 * @param config its scope may exclude nodes.
 * @param context the DaemonSet of the agents and the warnings of its namespace, if the reason should be explained.
 */
export function agentOn(
  node: Node,
  own: readonly Pod[],
  config?: Pick<Config, 'scope'>,
  { owner = {}, events = [] }: AgentContext = {},
): AgentState {
  const simulated = whySimulated(node);
  if (simulated !== undefined) return { ...excluded(simulated), ...(runsNothing(node) && { runsNothing: true }) };
  const missing = (reason: string): AgentState => ({ state: 'missing', reason, excluded: false });
  const os = node.status?.nodeInfo?.operatingSystem;
  // It is empty on a node without a kubelet so far.
  if (os && os !== 'linux') return excluded(`its operating system is ${os}, the image of the suite is for linux`);
  const setting = config && leftOutBy(config.scope, parts.nodes, node);
  if (setting !== undefined) return excluded(`scope.${setting} of the configuration excludes the node`);
  if (isTerminating(node))
    return { ...excluded(`it is being deleted, since ${node.metadata?.deletionTimestamp}`), isDeleted: true };
  if (!isTrue(node.status?.conditions, 'Ready')) return missing('the node is not Ready');

  const current = own.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const up = current.find(({ status }) => isTrue(status?.conditions, 'Ready'));
  if (up) return { state: 'up', pod: up };
  const [pod] = current;
  if (!pod) {
    const cause = ownedCause(owner, { pods: [], events }, 'daemonset');
    return { state: 'pending', reason: cause?.text ?? 'its pod is not created yet' };
  }

  // It is the suite's own pod: nobody will change its image and settings, so waiting cannot help if it cannot start.
  const trouble = podTrouble(pod);
  if (trouble?.hopeless) return missing(`its probe agent cannot start: ${trouble.text}`);
  const cause = events.length > 0 ? rootCause({ pods: [pod], events }) : trouble;
  return { state: 'pending', reason: `its pod is not ready: ${cause?.text ?? 'no reason given'}` };
}

const excluded = (reason: string) => ({ state: 'missing', reason, excluded: true }) as const;

function isTrue(conditions: readonly { type: string; status: string }[] | undefined, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
