import type { NodeAutoscaler } from '../find/choose-autoscaler.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** How many nodes are named. */
const MOST = 10;

/** Which nodes are left that were added for the pods, and how to remove them; pure. `undefined` when none is. */
export function leftText({ nodes }: Timeline, { make }: NodeAutoscaler): string | undefined {
  const left = nodes.filter(({ removed, kept }) => (removed ?? kept) === undefined);
  if (left.length === 0) return undefined;
  const names = left.map(({ claim, node }) => (claim === undefined ? `node ${node}` : `NodeClaim ${claim}`));
  const shown = names.slice(0, MOST).join(', ');
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  const command = make === 'Karpenter' ? 'kubectl delete nodeclaim' : 'kubectl delete node';
  return `left when the check ended: ${shown}${more}; the autoscaler removes what it can, else: ${command} NAME`;
}
