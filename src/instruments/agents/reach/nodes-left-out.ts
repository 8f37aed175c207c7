import { BUDGET_SPENT } from '../agent-protocol.ts';
import type { ProbeFleet } from '../fleet/probe-fleet.ts';
import type { Contact } from './reach.ts';

/** Nodes listed in a message; further ones are only counted. */
const NAMED = 3;

/** The nodes from which a Service should have been tested and was not; `undefined` when there are none. Pure. */
export function unseenText(nodes: readonly { node: string; reason: string }[]): string | undefined {
  const without = nodes.toSorted((a, b) => (a.node < b.node ? -1 : 1));
  if (without.length === 0) return undefined;
  const named = without.slice(0, NAMED).map(({ node, reason }) => `${node} (${reason})`);
  const more = without.length > NAMED ? ` and ${without.length - NAMED} more nodes` : '';
  return `not tested from ${named.join(', ')}${more}`;
}

/** The contacts without those that an agent did not make because it had made as many as it may. */
export function withoutSpent(contacts: readonly Contact[]): { contacts: Contact[]; spent: Contact[] } {
  const isSpent = ({ answer }: Contact) => !answer.ok && answer.error === BUDGET_SPENT;
  return { contacts: contacts.filter((one) => !isSpent(one)), spent: contacts.filter(isSpent) };
}

/** From which nodes it was not tested because their agents had made as many connections as they may; `undefined` when there are none. Pure. */
export function spentText(spent: readonly Contact[], { connectionsInAll }: ProbeFleet['probing']): string | undefined {
  const nodes = [...new Set(spent.map(({ node }) => node))].toSorted();
  if (nodes.length === 0) return undefined;
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more nodes` : '';
  const from = `${nodes.slice(0, NAMED).join(', ')}${more}`;
  return `not tested from ${from}: no more than ${connectionsInAll} connections from a node (probing.connectionsInAll)`;
}
