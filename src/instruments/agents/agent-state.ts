import type { Event, Node, Pod } from '../../cluster/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { isTerminating } from '../../conditions/workloads/judge-workload.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { ownedCause, rootCause } from '../../diagnosis/root-cause.ts';
import { inScope } from '../../inventory/in-scope.ts';
import { parts } from '../../inventory/parts.ts';
import type { Config } from '../../config/schema.ts';

/** The state of a node's probe agent. */
export type AgentState =
  | { state: 'up'; pod: Pod }
  /** It may come up. */
  | { state: 'pending'; reason: string }
  /** There will be none; `excluded` when the kind of node or the configuration excludes the node. */
  | { state: 'missing'; reason: string; excluded: boolean };

/** What explains why an agent is not up. */
interface AgentContext {
  owner?: { metadata?: { name?: string; uid?: string } };
  events?: readonly Event[];
}

/**
 * The state of the agent on a node; pure.
 * @param pods the pods of the agents, of all nodes.
 * @param config its node selector applies to all pods of the suite, and its scope may exclude nodes.
 * @param context the DaemonSet of the agents and the warnings of its namespace, if the reason should be explained.
 */
export function agentOn(
  node: Node,
  pods: readonly Pod[],
  config?: Pick<Config, 'objects' | 'scope'>,
  { owner = {}, events = [] }: AgentContext = {},
): AgentState {
  const simulated = whySimulated(node);
  if (simulated !== undefined) return excluded(simulated);
  const missing = (reason: string): AgentState => ({ state: 'missing', reason, excluded: false });
  const os = node.status?.nodeInfo?.operatingSystem;
  // It is empty on a node without a kubelet so far.
  if (os && os !== 'linux') return excluded(`its operating system is ${os}, the image of the suite is for linux`);
  if (config && !inScope(config.scope, parts.nodes, node))
    return excluded('scope.exclude of the configuration excludes the node');
  const lacking = Object.entries(config?.objects.nodeSelector ?? {}).filter(
    ([key, value]) => node.metadata?.labels?.[key] !== value,
  );
  if (lacking.length > 0)
    return excluded(
      `objects.nodeSelector of the configuration excludes the node: it has no label ${lacking.map((pair) => pair.join('=')).join(', ')}`,
    );
  if (isTerminating(node)) return excluded(`it is being deleted, since ${node.metadata?.deletionTimestamp}`);
  if (!isTrue(node.status?.conditions, 'Ready')) return missing('the node is not Ready');

  const name = node.metadata?.name;
  const own = pods.filter(({ metadata, spec }) => metadata?.deletionTimestamp === undefined && onNode(spec, name));
  const up = own.find(({ status }) => isTrue(status?.conditions, 'Ready'));
  if (up) return { state: 'up', pod: up };
  const [pod] = own;
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

const excluded = (reason: string): AgentState => ({ state: 'missing', reason, excluded: true });

/** The affinity of a pod that is not scheduled yet names the node for which the DaemonSet created it. */
function onNode(spec: Pod['spec'], name: string | undefined): boolean {
  if (spec?.nodeName !== undefined) return spec.nodeName === name;
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.some(({ matchFields }) =>
    (matchFields ?? []).some(
      ({ key, values = [] }) => key === 'metadata.name' && values.some((value) => value === name),
    ),
  );
}

function isTrue(conditions: readonly { type: string; status: string }[] | undefined, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
