import { getIfThere } from '../../../cluster/get-if-there.ts';
import { kinds, type Pod } from '../../../cluster/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { droppedByOthers } from './foreign-policies.ts';
import { deniedByPolicy, type Party } from './network-policy.ts';
import type { ProbeAgent } from '../probe-fleet.ts';
import type { Contact } from '../reach/reach.ts';

/**
 * The contacts. Failed ones have the NetworkPolicies that explain the failure, and at the last look policies of other kinds that may
 * explain it. A cluster IP leads to endpoints: what denies an agent one of these also explains a failure at the cluster IP.
 */
export async function explainContacts(
  look: Look,
  contacts: readonly Contact[],
  agents: readonly ProbeAgent[],
  namespace: string,
): Promise<Contact[]> {
  if (contacts.every(({ answer }) => answer.ok)) return [...contacts];
  const kept = await deniedBy(look, contacts, agents, namespace);
  const isOpen = ({ answer, denied }: Contact) => answer.error === 'timeout' && denied === undefined;
  // Only at the last look: a slow start must not be explainContacts by an unrelated policy.
  if (!look.why || !kept.some(isOpen)) return kept;
  const unjudged = await droppedByOthers(look, new Set([namespace, ...homesOf(agents)]));
  return unjudged === undefined ? kept : kept.map((one) => (isOpen(one) ? { ...one, unjudged } : one));
}

/** The namespaces of the agents. */
function homesOf(agents: readonly ProbeAgent[]): string[] {
  return agents.map(({ pod }) => pod.metadata?.namespace ?? '');
}

async function deniedBy(
  look: Look,
  contacts: readonly Contact[],
  agents: readonly ProbeAgent[],
  namespace: string,
): Promise<Contact[]> {
  const policies = await look.list(kinds.networkPolicies, { around: [namespace, ...homesOf(agents)] });
  if (policies.length === 0) return [...contacts];

  const pods = new Map<string, Promise<Pod | undefined>>();
  const podNamed = (name: string) => {
    const known = pods.get(name) ?? readPod(look, namespace, name);
    pods.set(name, known);
    return known;
  };
  const party = async (pod: Pod): Promise<Party> => {
    const place = await look.get(kinds.namespaces, { name: pod.metadata?.namespace ?? '' });
    return { pod, namespaceLabels: place?.metadata?.labels ?? {} };
  };
  const reasonFor = async ({ node, address, answer }: Contact): Promise<string | undefined> => {
    const from = agents.find((agent) => agent.node === node)?.pod;
    if (answer.ok || address.pod === undefined || !from) return undefined;
    const to = await podNamed(address.pod);
    return to && deniedByPolicy({ from: await party(from), to: await party(to), port: address.port, policies });
  };

  const reasons = await Promise.all(contacts.map(reasonFor));
  const byNode = new Map<string, string>();
  for (const [index, reason] of reasons.entries())
    if (reason !== undefined) byNode.set(contacts[index]?.node ?? '', reason);
  return contacts.map((contact, index) => {
    if (contact.answer.ok) return contact;
    const reason = reasons[index] ?? (contact.address.kind === 'cluster IP' ? byNode.get(contact.node) : undefined);
    return reason === undefined ? contact : { ...contact, denied: reason };
  });
}

/** A pod, or `undefined` when it was deleted after its endpoint was read: the next look reads new endpoints. */
export async function readPod({ cluster, signal }: Look, namespace: string, name: string): Promise<Pod | undefined> {
  return await getIfThere(cluster, kinds.pods, { namespace, name }, signal);
}
