import { kinds, type DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import type { Config } from '../../../config/schema.ts';
import { ready, type Condition } from '../../../conditions/waiting/condition.ts';

/** Why NetworkPolicies are to be enforced, or why that is not known. */
export interface PolicyClaim {
  /** Whether the cluster claims to enforce them. */
  isMade: boolean;
  /** The fact by which it does or does not, in one sentence. */
  fact: string;
}

/** Containers of the engines that enforce NetworkPolicies, by the names in their own manifests, and how people call them. */
const ENGINES: Readonly<Record<string, string>> = {
  'calico-node': 'Calico',
  'cilium-agent': 'Cilium',
  'antrea-agent': 'Antrea',
  'kube-router': 'kube-router',
  'ovnkube-controller': 'OVN-Kubernetes',
  'ovnkube-node': 'OVN-Kubernetes',
  'kube-network-policies': 'kube-network-policies',
  'weave-npc': 'Weave Net',
  'azure-npm': 'Azure Network Policy Manager',
};

/** Whether the cluster claims to enforce NetworkPolicies: by its configuration, or by the DaemonSet of a known engine. Always met. */
export function policyClaim({ enforced }: Config['networkPolicy']): Condition<PolicyClaim> {
  return {
    title: 'the engine that enforces NetworkPolicies is looked for',
    rights: policyClaim.rights,
    read: async (look) => claimOf(await look.list(kinds.daemonSets), enforced),
    judge: () => ready(),
  };
}

policyClaim.rights = [looksAt(kinds.daemonSets)];

/** The claim of a cluster with these DaemonSets; pure. */
export function claimOf(daemonSets: readonly DaemonSet[], enforced: Config['networkPolicy']['enforced']): PolicyClaim {
  if (enforced !== 'auto') return { isMade: enforced === 'yes', fact: `networkPolicy.enforced is ${enforced}` };
  for (const { metadata, spec } of daemonSets) {
    const containers = (spec?.template.spec?.containers ?? []).filter(enforces);
    const engine = containers.flatMap(({ name }) => ENGINES[name] ?? []).at(0);
    if (engine !== undefined)
      return { isMade: true, fact: `DaemonSet ${metadata?.namespace}/${metadata?.name} is ${engine}` };
  }
  return {
    isMade: false,
    fact: 'no DaemonSet of a known engine for NetworkPolicies, and networkPolicy.enforced is auto',
  };
}

/** kube-router may run without its firewall. */
function enforces({ name, args = [] }: { name: string; args?: string[] }): boolean {
  return name !== 'kube-router' || !args.includes('--run-firewall=false');
}
