import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type DaemonSet, type Pod } from '../../cluster/kinds/kinds.ts';
import type { Right } from '../../cluster/rights/rights.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';

/** The permissions to delete a pod of the collector, which is in this namespace. */
export function collectorRights(namespace: string): Right[] {
  return [
    { group: 'apps', resource: 'daemonsets', verbs: ['get'], scope: { namespace } },
    { group: '', resource: 'pods', verbs: ['list', 'delete'], scope: { namespace } },
  ];
}

/**
 * Deletes the pod of the collector on a node.
 * @param collector as `namespace/name` of its DaemonSet.
 * @returns why there is none to delete.
 */
export async function deleteCollector(
  cluster: Cluster,
  collector: string,
  node: string,
  signal: AbortSignal,
): Promise<{ deleted: string } | { why: string }> {
  if (collector === '') return { why: 'logs.collector of the configuration names no collector' };
  const [namespace = '', name = ''] = collector.split('/');
  const daemonSet = await getIfThere(cluster, kinds.daemonSets, { namespace, name }, signal);
  if (!daemonSet) return { why: `there is no DaemonSet ${collector} (logs.collector)` };
  const pods = await cluster.list(kinds.pods, { namespace, fieldSelector: `spec.nodeName=${node}` }, { signal });
  const pod = podOf(daemonSet, pods)?.metadata;
  if (pod?.name === undefined) return { why: `no pod of DaemonSet ${collector} is on node ${node}` };
  const uid = pod.uid === undefined ? {} : { uid: pod.uid };
  await cluster.delete(kinds.pods, { namespace, name: pod.name }, { signal, ...uid });
  return { deleted: pod.name };
}

/** The pod of a DaemonSet among those of a node; pure. */
export function podOf({ metadata }: DaemonSet, pods: readonly Pod[]): Pod | undefined {
  return pods.find((pod) => pod.metadata?.ownerReferences?.some(({ uid }) => uid === metadata?.uid));
}
