import type { Node, Pod } from '../cluster/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';
import { podTrouble } from '../conditions/pod-trouble.ts';

/** Where a node stands with its probe agent. */
export type AgentState =
  | { state: 'up'; pod: Pod }
  /** Waiting may bring it. */
  | { state: 'coming'; reason: string }
  /** There will be none. */
  | { state: 'missing'; reason: string; simulated: boolean };

/**
 * Where a node stands with its agent; pure.
 * @param pods the pods of the agents, of all nodes.
 */
export function agentOn(node: Node, pods: readonly Pod[]): AgentState {
  const simulated = whySimulated(node);
  if (simulated !== undefined) return { state: 'missing', reason: simulated, simulated: true };
  const missing = (reason: string): AgentState => ({ state: 'missing', reason, simulated: false });
  const os = node.status?.nodeInfo?.operatingSystem;
  if (os !== undefined && os !== 'linux')
    return missing(`its operating system is ${os}, the image of the suite is for linux`);
  if (!isTrue(node.status?.conditions, 'Ready')) return missing('the node is not Ready');

  const name = node.metadata?.name;
  const own = pods.filter(({ metadata, spec }) => metadata?.deletionTimestamp === undefined && onNode(spec, name));
  const up = own.find(({ status }) => isTrue(status?.conditions, 'Ready'));
  if (up) return { state: 'up', pod: up };
  const [pod] = own;
  if (!pod) return { state: 'coming', reason: 'its pod is not made yet' };

  // It is our own pod: its image and settings are what we gave it, so waiting for what is hopeless is in vain.
  const trouble = podTrouble(pod);
  if (trouble?.hopeless) return missing(`its pod cannot start: ${trouble.text}`);
  return { state: 'coming', reason: `its pod is not ready: ${trouble?.text ?? 'no reason given'}` };
}

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
