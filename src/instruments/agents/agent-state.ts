import type { Event, Node, Pod } from '../../cluster/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { isTerminating } from '../../conditions/workloads/judge-workload.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { ownedCause, rootCause } from '../../diagnosis/root-cause.ts';
import { inScope } from '../../inventory/in-scope.ts';
import { parts } from '../../inventory/parts.ts';
import type { Config } from '../../config/schema.ts';

/** Where a node stands with its probe agent. */
export type AgentState =
  | { state: 'up'; pod: Pod }
  /** Waiting may bring it. */
  | { state: 'coming'; reason: string }
  /** There will be none; `excluded` when none is meant to be there, by what the node is or by the configuration. */
  | { state: 'missing'; reason: string; excluded: boolean };

/** What explains why an agent has not come. */
interface AgentContext {
  owner?: { metadata?: { name?: string; uid?: string } };
  events?: readonly Event[];
}

/**
 * Where a node stands with its agent; pure.
 * @param pods the pods of the agents, of all nodes.
 * @param context the DaemonSet of the agents, and the warnings of its namespace, when the reason is to be shown.
 * @param config whose node selector holds for all pods of the suite, and whose scope may leave out nodes.
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
  // A node whose kubelet never came has not told it: the API server shows that as an empty text.
  if (os && os !== 'linux') return excluded(`its operating system is ${os}, the image of the suite is for linux`);
  if (config && !inScope(config.scope, parts.nodes, node))
    return excluded('scope.exclude of the configuration leaves the node out');
  const lacking = Object.entries(config?.objects.nodeSelector ?? {}).filter(
    ([key, value]) => node.metadata?.labels?.[key] !== value,
  );
  if (lacking.length > 0)
    return excluded(
      `objects.nodeSelector of the configuration leaves the node out: it has no label ${lacking.map((pair) => pair.join('=')).join(', ')}`,
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
    return { state: 'coming', reason: cause?.text ?? 'its pod is not made yet' };
  }

  // It is our own pod: its image and settings are what we gave it, so waiting for what is hopeless is in vain.
  const trouble = podTrouble(pod);
  if (trouble?.hopeless) return missing(`its probe agent cannot start: ${trouble.text}`);
  const cause = events.length > 0 ? rootCause({ pods: [pod], events }) : trouble;
  return { state: 'coming', reason: `its pod is not ready: ${cause?.text ?? 'no reason given'}` };
}

const excluded = (reason: string): AgentState => ({ state: 'missing', reason, excluded: true });

/** A pod that is not scheduled yet says by its affinity which node the DaemonSet made it for. */
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
