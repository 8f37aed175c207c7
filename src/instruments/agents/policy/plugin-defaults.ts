import { isForbidden } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getIfThere } from '../../../cluster/get-if-there.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { recentList } from '../../../cluster/lists/recent-list.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import { servedResources, type ServedResource } from '../../../cluster/kinds/served-resources.ts';

const CILIUM = { namespace: 'kube-system', name: 'cilium-config' };
const CALICO = /(^|\.)projectcalico\.org$/;
const FELIX = 'felixconfigurations';

/** The permissions to read what network plugins deny without any policy. Without them, that is not known, and nothing is explained by it. */
export const pluginDefaultRights: readonly Right[] = [
  {
    ...{ group: '', resource: 'configmaps', verbs: ['get'], names: [CILIUM.name] },
    scope: 'cluster DNS',
    optional: true,
  },
  ...['crd.projectcalico.org', 'projectcalico.org'].map((group): Right => ({
    ...{ group, resource: FELIX, verbs: ['list'], scope: 'cluster', namespaced: false, optional: true },
  })),
];

/** What Cilium enforces: `default` by its policies, `always` denies whatever none admits, `never` nothing. */
export type Enforcement = 'default' | 'always' | 'never';

/** How Cilium enforces policies, by its ConfigMap; as by default where that is not there, or may not be read. */
export async function enforcementOfCilium(cluster: Cluster, served: readonly ServedResource[]): Promise<Enforcement> {
  if (!served.some(({ group }) => group === 'cilium.io')) return 'default';
  try {
    const found = await getIfThere(cluster, kinds.configMaps, CILIUM, undefined);
    const mode = found?.data?.['enable-policy'];
    return mode === 'always' || mode === 'never' ? mode : 'default';
  } catch (error) {
    if (isForbidden(error)) return 'default';
    throw error;
  }
}

/** Why Cilium may deny a connection about which it has no policy. */
export const DENIES_ALL = `Cilium denies what no policy admits (enable-policy is always in ConfigMap ${CILIUM.namespace}/${CILIUM.name})`;

/** A configuration of Calico's agent, for all nodes or for one. */
interface Felix {
  metadata?: { name?: string };
  spec?: { defaultEndpointToHostAction?: string };
}

/**
 * Why Calico may deny a pod connections to its own node: it drops such traffic unless it is configured otherwise
 * (documentation of FelixConfiguration, `defaultEndpointToHostAction`). `undefined` where Calico is not there, or accepts it.
 * @param refused whether the connection was refused, and did not just get no answer.
 * @throws ClusterError when the API server does not answer.
 */
export async function deniedToOwnNode(
  cluster: Cluster,
  node: string,
  { refused }: { refused: boolean },
): Promise<string | undefined> {
  const { resources } = await servedResources(cluster);
  const kind = resources.find(({ group, resource }) => resource === FELIX && CALICO.test(group));
  const configurations = kind && (await felixOf(cluster, kind));
  if (!configurations) return undefined;
  const found = (name: string) => configurations.find((one) => one.metadata?.name === name);
  const own = [found(`node.${node}`), found('default')].find((one) => one?.spec?.defaultEndpointToHostAction);
  const action = own?.spec?.defaultEndpointToHostAction ?? 'Drop';
  if (!(refused ? ['Reject'] : ['Drop', 'Reject']).includes(action)) return undefined;
  const where = own ? `FelixConfiguration ${own.metadata?.name}` : 'its default in FelixConfiguration';
  return `Calico may deny pods connections to their own node (defaultEndpointToHostAction ${action}, ${where})`;
}

async function felixOf(cluster: Cluster, kind: ServedResource): Promise<Felix[] | undefined> {
  try {
    return (await recentList(cluster, kind, {})) as Felix[];
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}
