import { kinds, type Node } from '../../../cluster/kinds/kinds.ts';
import { podTrouble } from '../../pod-trouble.ts';
import type { Related } from '../collector.ts';
import { describeNode } from '../describe/node.ts';
import type { EvidenceReader } from '../reader.ts';

/** A node: its conditions, and those of its pods that are not what they should be. */
export async function ofNode(node: Node, reader: EvidenceReader): Promise<Related> {
  const name = node.metadata?.name ?? '';
  const pods = await reader.list(kinds.pods, { fieldSelector: `spec.nodeName=${name}` });
  // Events of the kubelet have the name of the node as its uid.
  return { pods: pods.filter((pod) => podTrouble(pod)), uids: [name], lines: describeNode(node, reader.now) };
}
