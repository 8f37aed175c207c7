import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { fullImageName } from './image-name.ts';
import { kinds, type Node } from './kinds/kinds.ts';

/** Whether a node lists an image, by its full name; pure. A kubelet lists only its fifty largest images, so it may have others. */
export function listsImage({ status }: Node, image: string): boolean {
  const full = fullImageName(image);
  return (status?.images ?? []).some(({ names }) => names?.some((name) => fullImageName(name) === full));
}

/** The name of a node that has an image, if any lists it; or what kept the nodes from being read. */
export type ImageHolder = { node: string } | 'none' | { unknown: string };

/**
 * Finds a node that has an image. It reads all images of all nodes, and so is only for when one of them cannot pull it.
 * @returns whether the nodes could be read, too: without the permission, or while the API server fails, it is not known that none has it.
 */
export async function nodeWithImage(cluster: Cluster, image: string, signal: AbortSignal): Promise<ImageHolder> {
  try {
    const nodes = await cluster.list(kinds.nodes, {}, { signal, whole: true });
    const holder = nodes.find((node) => listsImage(node, image));
    return holder ? { node: holder.metadata?.name ?? '' } : 'none';
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ClusterError) return { unknown: error.seen };
    throw error;
  }
}

/** What is said of the other nodes after that one cannot have an image; '' when none has it. */
export function formatHolder(holder: ImageHolder): string {
  if (holder === 'none') return '';
  if ('node' in holder) return `; node ${holder.node} has it`;
  return `; it is not known whether another node has it: ${holder.unknown}`;
}
