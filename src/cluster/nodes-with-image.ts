import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { kinds, type Node } from './kinds/kinds.ts';

/** What runtimes write before a name without a registry. */
const DEFAULT_REGISTRY = ['', 'docker.io/', 'docker.io/library/'];

/** Whether a node lists an image, by its name with tag or digest; pure. A kubelet lists only its fifty largest images, so it may have others. */
export function listsImage({ status }: Node, image: string): boolean {
  const names = new Set((status?.images ?? []).flatMap((one) => one.names ?? []));
  return DEFAULT_REGISTRY.some((registry) => names.has(`${registry}${image}`));
}

/**
 * The name of a node that has an image; `undefined` when none lists it, or the nodes cannot be read. It reads all images of all nodes, and so is
 * only for when one of them cannot pull it.
 */
export async function nodeWithImage(cluster: Cluster, image: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const nodes = await cluster.list(kinds.nodes, {}, { signal, whole: true });
    return nodes.find((node) => listsImage(node, image))?.metadata?.name;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}
