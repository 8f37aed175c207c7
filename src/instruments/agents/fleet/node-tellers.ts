import { parts } from '../../../inventory/parts.ts';
import type { Tells, WithoutAgent } from './probe-fleet.ts';

/** The id of the check that is about a node. */
const checkOf = (node: string): string => `${parts.nodes.id}/${node}`;

/**
 * Lets each node without an agent be told by one check, so that it makes one check inconclusive and not all of them: by that of the node where it has
 * none from the beginning, and otherwise by the first that asks.
 * @param missing the nodes without an agent when the fleet is complete
 * @param executes whether the run executes a check
 */
export function nodeTellers(missing: readonly WithoutAgent[], executes: (check: string) => boolean): Tells {
  const own = missing.filter(({ node, excluded }) => !excluded && executes(checkOf(node)));
  const tellers = new Map(own.map(({ node }) => [node, checkOf(node)]));
  return (node, check) => {
    const teller = tellers.get(node) ?? check;
    tellers.set(node, teller);
    return teller === check;
  };
}
