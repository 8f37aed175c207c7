import type { Node } from '../../../cluster/kinds/kinds.ts';

/** Taints of nodes that autoscalers are about to remove. */
const LEAVING = /^(?:karpenter\.sh\/disrupted|ToBeDeletedByClusterAutoscaler)$/;

/** Whether an autoscaler is removing a node; pure. */
export function isLeaving({ metadata, spec }: Node): boolean {
  return metadata?.deletionTimestamp !== undefined || (spec?.taints?.some(({ key }) => LEAVING.test(key)) ?? false);
}
