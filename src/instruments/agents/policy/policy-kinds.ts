import type { Right } from '../../../cluster/rights/rights.ts';
import type { ServedResource } from '../../../cluster/kinds/served-resources.ts';

/** Policies of an API group besides `networking.k8s.io`. */
interface PolicyGroup {
  /** Whether a connection that they deny may also be refused or reset. Otherwise its packets are dropped, and it gets no answer. */
  refuses: boolean;
  /** The resources of today, for the roles of the plugin. Those outside of namespaces begin with a star. */
  resources: readonly string[];
}

const drops = (...resources: string[]): PolicyGroup => ({ refuses: false, resources });
const refuses = (...resources: string[]): PolicyGroup => ({ refuses: true, resources });

/** API groups with policies by which network plugins, service meshes and clouds deny connections. */
const GROUPS: Readonly<Record<string, PolicyGroup>> = {
  'cilium.io': drops('ciliumnetworkpolicies', '*ciliumclusterwidenetworkpolicies'),
  'isovalent.com': drops('isovalentnetworkpolicies', '*isovalentclusterwidenetworkpolicies'),
  // Calico drops, unless Felix is set to reject (`iptablesFilterDenyAction`). The second group is that of its API server.
  'crd.projectcalico.org': refuses('networkpolicies', '*globalnetworkpolicies'),
  'projectcalico.org': refuses('networkpolicies', '*globalnetworkpolicies'),
  // Antrea has an action `Reject`.
  'crd.antrea.io': refuses('networkpolicies', '*clusternetworkpolicies'),
  // The policies of SIG Network, in all versions. What a denial looks like is up to the network plugin.
  'policy.networking.k8s.io': refuses(
    '*adminnetworkpolicies',
    '*baselineadminnetworkpolicies',
    '*clusternetworkpolicies',
  ),
  // The proxy of a mesh, in the pod or on the node, closes the connection.
  'security.istio.io': refuses('authorizationpolicies', 'peerauthentications'),
  'policy.linkerd.io': refuses('servers', 'authorizationpolicies', 'serverauthorizations'),
  'kuma.io': refuses('meshtrafficpermissions', '*trafficpermissions'),
  'consul.hashicorp.com': refuses('serviceintentions'),
  // Security groups and policies of clouds.
  'vpcresources.k8s.aws': drops('securitygrouppolicies'),
  'networking.k8s.aws': drops('applicationnetworkpolicies', '*clusternetworkpolicies'),
  'networking.gke.io': drops('fqdnnetworkpolicies'),
  'k8s.ovn.org': refuses('egressfirewalls'),
  'network.openshift.io': refuses('egressnetworkpolicies'),
  'kubeovn.io': refuses('*security-groups'),
  'crd.nsx.vmware.com': refuses('securitypolicies'),
  'neuvector.com': refuses('nvsecurityrules', '*nvclustersecurityrules'),
};

/** Names of resources by which a group that has policies may have further ones in a newer version. */
const LIKE_A_POLICY = /(polic(y|ies)|permissions?|firewalls?|intentions)$/;
/** What such a name may mean besides: a policy that is not enforced yet, the state of one, or routes and addresses. */
const NO_POLICY = /^staged|endpoints?$|bgp|redirect|gateway|announcement|requestauthentication/;

/** Whether objects of a kind deny connections; pure. In any other group it is so if its name says that they are network policies. */
export function isPolicy({ group, resource, verbs }: ServedResource): boolean {
  if (!verbs.includes('list')) return false;
  const known = GROUPS[group];
  if (known?.resources.some((name) => name.replace('*', '') === resource)) return true;
  return (known ? LIKE_A_POLICY : /networkpolic(y|ies)$/).test(resource) && !NO_POLICY.test(resource);
}

/** Whether a group is known to have policies, or is not named: `*` for all groups. Pure. */
export function mayHavePolicies(group: string): boolean {
  return group === '*' || group in GROUPS;
}

/** Whether a connection that policies of a group deny may be refused; of an unknown group it may. Pure. */
export function mayRefuse(group: string): boolean {
  return GROUPS[group]?.refuses ?? true;
}

/** The permissions to list the policies of today. Without these, a connection that they may deny is not judged, and the reason says so. */
export const foreignPolicyRights: readonly Right[] = Object.entries(GROUPS).flatMap(([group, { resources }]) =>
  resources.map((name): Right => ({
    ...{ group, resource: name.replace('*', ''), namespaced: !name.startsWith('*') },
    ...{ verbs: ['list'], scope: 'cluster', optional: true },
  })),
);
