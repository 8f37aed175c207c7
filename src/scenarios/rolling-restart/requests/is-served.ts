import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../../../conditions/waiting/condition.ts';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';
import { explainContacts } from '../../../instruments/agents/policy/explain-contacts.ts';
import type { Contact } from '../../../instruments/agents/reach/reach.ts';
import { addressesOf } from '../../../instruments/agents/reach/service-addresses.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import { serviceRights } from '../../../instruments/agents/rights.ts';

/** The endpoints that are asked to explain why a Service is not reached. */
const MOST_ENDPOINTS = 10;

/** What agents see of a Service. */
export interface ServedSeen {
  /** Those that got no connection, each with the error. */
  refused: readonly string[];
  /** How many asked. */
  of: number;
  /** Why none of these can be judged: a policy denies it, or may do so. */
  unjudged?: string;
}

/**
 * Each of these agents gets a connection to a Service: the nodes know its endpoints. Where policies explain in the end that some do not, it is not
 * judged.
 */
export function isServed(
  ref: Required<Ref>,
  agents: readonly ProbeAgent[],
  address: { host: string; port: number },
): Condition<ServedSeen> {
  const { namespace, name } = ref;
  return {
    title: `service ${namespace}/${name} accepts connections from ${agents.length} nodes`,
    rights: isServed.rights,
    todo: `kubectl -n ${namespace} describe endpointslices -l kubernetes.io/service-name=${name}`,
    read: async (look) => {
      const all = await contactsOf(agents, { kind: 'cluster IP', identity: '', ...address }, look.signal);
      const failed = all.filter(({ answer }) => !answer.ok);
      const refused = failed.map(({ node, answer }) => `${node}: ${answer.error}`);
      const seen = { refused, of: agents.length };
      if (failed.length === 0 || !look.last) return seen;
      const unjudged = await explained(look, ref, agents, failed);
      return unjudged === undefined ? seen : { ...seen, unjudged };
    },
    judge: judgeServed,
  };
}

isServed.rights = serviceRights;

/** Judges whether a Service accepts connections; pure. */
export function judgeServed({ refused, of, unjudged }: ServedSeen): Observation {
  if (refused.length === 0) return ready();
  const counts = `${refused.length} of ${of} nodes`;
  const text = `it does not from node ${refused[0]}`;
  if (unjudged !== undefined) return { ...notYet(`${text}: ${unjudged}`), counts, isUnjudged: true };
  return { ...notYet(text, of - refused.length), counts };
}

/** Why none of the failed contacts can be judged. What denies agents the endpoints denies them the cluster IP, too. */
async function explained(
  look: Look,
  ref: Required<Ref>,
  agents: readonly ProbeAgent[],
  failed: readonly Contact[],
): Promise<string | undefined> {
  const service = await look.get(kinds.services, ref);
  if (!service) return undefined;
  const slices = slicesOf(ref, await look.list(kinds.endpointSlices, { namespace: ref.namespace }));
  const endpoints = addressesOf(service, slices).filter(({ kind }) => kind === 'endpoint');
  const nodes = new Set(failed.map(({ node }) => node));
  const asking = agents.filter(({ node }) => nodes.has(node));
  const behind = await Promise.all(
    endpoints.slice(0, MOST_ENDPOINTS).map((address) => contactsOf(asking, address, look.signal)),
  );
  const all = await explainContacts(look, [...failed, ...behind.flat()], asking, service);
  const reasons = all.slice(0, failed.length).map(({ denied, unjudged }) => denied ?? unjudged);
  return reasons.includes(undefined) ? undefined : reasons[0];
}

async function contactsOf(
  agents: readonly ProbeAgent[],
  address: Contact['address'],
  signal: AbortSignal,
): Promise<Contact[]> {
  const { host, port } = address;
  const answers = await Promise.all(agents.map((agent) => agent.tcp([{ host, port }], { signal })));
  return agents.flatMap(({ node }, index) => {
    const [answer] = answers[index] ?? [];
    return answer ? [{ node, address, answer }] : [];
  });
}
