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
  'aws-eks-nodeagent': 'the Amazon EKS network policy agent',
  'kindnet-cni': 'kindnet',
};

/** Since when the images of kindnet that kind builds enforce them, by the day in their tag: https://github.com/kubernetes-sigs/kind/pull/3612 */
const KIND_SINCE = '20240723';

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

/** A container of a DaemonSet, as far as it tells whether it enforces policies. */
interface Engine {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
}

/**
 * Whether an engine enforces policies as it is configured. kube-router may run without its firewall. The agent of EKS stands beside the network plugin
 * in every cluster, and enforces nothing unless it is told to. kindnet does where a flag says so, or its image is a recent one of kind.
 * https://github.com/aws/aws-network-policy-agent#enable-network-policy
 */
function enforces({ name, image = '', command = [], args = [] }: Engine): boolean {
  const flags = new Set([...command, ...args]);
  if (name === 'kube-router') return !flags.has('--run-firewall=false');
  if (name === 'aws-eks-nodeagent') return flags.has('--enable-network-policy=true');
  if (name !== 'kindnet-cni') return true;
  const day = /\/kindnetd:v(\d{8})-/.exec(image)?.[1];
  return flags.has('--network-policy=true') || (day !== undefined && day >= KIND_SINCE);
}
