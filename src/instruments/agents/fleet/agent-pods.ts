import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { agentLabels } from './agent-daemon-set.ts';

/** The pods of the agents by the names of their nodes, for the latest lists that were asked for. */
const known = new WeakMap<readonly Pod[], ReadonlyMap<string, readonly Pod[]>>();

/**
 * The pods of the agents by the name of the node that each is on, or is created for; pure. It is computed once for each list: each of thousands of
 * agents is looked up in the same one.
 * @param pods the pods of the agents' namespace.
 */
export function agentPodsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const before = known.get(pods);
  if (before) return before;
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (!isAgent(pod)) continue;
    for (const node of nodesOf(pod.spec)) byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  known.set(pods, byNode);
  return byNode;
}

function isAgent({ metadata }: Pod): boolean {
  return Object.entries(agentLabels).every(([key, value]) => metadata?.labels?.[key] === value);
}

/** The affinity of a pod that is not scheduled yet names the node for which the DaemonSet created it. */
function nodesOf(spec: Pod['spec']): readonly string[] {
  if (spec?.nodeName !== undefined) return [spec.nodeName];
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchFields = [] }) =>
    matchFields.flatMap(({ key, values = [] }) => (key === 'metadata.name' ? values : [])),
  );
}
