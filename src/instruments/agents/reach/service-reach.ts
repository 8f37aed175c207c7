import type { Ref } from '../../../cluster/kind.ts';
import { kinds, type Service } from '../../../cluster/kinds.ts';
import {
  doesNotApply,
  notYet,
  ready,
  type Condition,
  type Look,
  type Observation,
} from '../../../conditions/waiting/condition.ts';
import { isTerminating, judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import type { Ownership } from '../../../conditions/workloads/read-pods.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { rightsOf, type Uses } from '../../contract/uses.ts';
import { AgentLost } from '../agent-lost.ts';
import { agents } from '../instrument.ts';
import { explainContacts } from '../policy/explain-contacts.ts';
import type { ProbeAgent, ProbeFleet } from '../probe-fleet.ts';
import { judgeContacts, deniedText, type Contact } from './reach.ts';
import { serviceRights } from '../rights.ts';
import { addressesOf, readyEndpoints, unservedPorts, type ServiceAddress } from './service-addresses.ts';
import { readBacking, whyAtZero, whyNoEndpoints, whyUnknown, type Backing } from './service-backing.ts';
import { whyNotProbed } from './service-scope.ts';
import { slicesOf } from './service-slices.ts';

/** A Service as seen from the nodes. */
export interface ReachSeen {
  service: Service | undefined;
  /** What is behind it, if it has no ready endpoint. */
  backing?: Backing;
  contacts: readonly Contact[];
  /** One text for each of its ports that no ready endpoint serves. */
  unserved: readonly string[];
  /** Agents that did not exist any more when they were called. */
  lost: readonly { node: string; reason: string }[];
  /** Why it intentionally has no endpoints. */
  atZero?: string;
  /**
   * What could not be judged although nothing wrong was seen: connections that NetworkPolicies deny, nodes from which it was not tested, kinds
   * of workloads that may not be read.
   */
  unjudged?: string;
}

/** Nodes listed in a message; further ones are only counted. */
const NAMED = 3;

/**
 * A Service has ready endpoints, and each of them and its cluster IPs accept a TCP connection from the agent on every real node. Each look
 * reads the endpoints again, so that the endpoint of a deleted pod is not counted as a fault of the Service.
 *
 * @param agentTimeout how long one look waits for an agent, which may be busy with other checks; after that it counts as lost.
 * @param ours whether this run created it: then it must exist and have endpoints.
 *
 * It is also ready when waiting would change nothing: then `atZero`, `denied` and `unseen` say why it is not judged, or not from all nodes.
 */
export function reachable(
  ref: Ref & { namespace: string },
  fleet: ProbeFleet,
  { agentTimeout = fleet.agentTimeout, ours = false }: Ownership & { agentTimeout?: Duration } = {},
): Condition<ReachSeen> {
  return {
    title: `service ${ref.namespace}/${ref.name} accepts connections from every real node`,
    rights: rightsOf([reachable]),
    todo: `kubectl -n ${ref.namespace} get endpointslices -l kubernetes.io/service-name=${ref.name} -o yaml`,
    read: (look) => readReach(look, ref, fleet, milliseconds(agentTimeout)),
    judge: (seen) => judgeReach(seen, { ours }),
  };
}

reachable.rights = serviceRights;
reachable.uses = [agents];

/**
 * The same for a Service that is known when the check is registered. It does not apply when connections cannot judge the Service: an ExternalName, one
 * without a selector or without TCP ports, or one that its owner has excluded by the annotation `shakedown/skip`.
 * @example check(title, { id, uses: [reachable.of(found)] }, …)
 */
reachable.of = (found: Service): Uses => ({ rights: [], uses: [reachable], whyNot: () => whyNotProbed(found) });

async function readReach(
  look: Look,
  ref: Ref & { namespace: string },
  { agents, missing }: Pick<ProbeFleet, 'agents' | 'missing'>,
  agentTimeoutMs: number,
): Promise<ReachSeen> {
  const service = await look.get(kinds.services, ref, { wholeCluster: true });
  const nothing = { contacts: [], unserved: [], lost: [] };
  if (!service) return { service, ...nothing };
  const slices = slicesOf(ref, await look.list(kinds.endpointSlices, { around: [ref.namespace] }));
  if (readyEndpoints(slices).length === 0) {
    const backing = await readBacking(look, service);
    const atZero = whyAtZero(backing);
    const unjudged = whyUnknown(backing);
    return {
      ...{ service, backing, ...nothing },
      ...(atZero !== undefined && { atZero }),
      ...(unjudged !== undefined && { unjudged }),
    };
  }
  const addresses = addressesOf(service, slices);
  const { contacts, lost } = await contactAll(addresses, agents, { signal: look.signal, agentTimeoutMs });
  const all = await explainContacts(look, contacts, agents, ref.namespace);
  const unjudged = [deniedText(all), unseenText(missing, lost)].filter((reason) => reason !== undefined);
  return {
    service,
    contacts: all,
    unserved: unservedPorts(service, slices),
    lost,
    ...(unjudged.length > 0 && { unjudged: unjudged.join('; ') }),
  };
}

/** Judges what was read; pure. */
export function judgeReach(
  { service, backing, contacts, unserved, atZero, unjudged }: ReachSeen,
  { ours = false }: Ownership = {},
): Observation {
  if (!service || isTerminating(service)) return judgeMissing({ ours }, service);
  if (atZero !== undefined) return ours ? notYet(atZero, 0) : doesNotApply(atZero);
  if (backing) return unjudged === undefined ? notYet(whyNoEndpoints(backing), 0) : ready();
  if (contacts.length === 0) return notYet(`its endpoints have no TCP port: ${portsText(service)}`, 0);
  const judged = judgeContacts(contacts);
  if (unserved.length === 0) return judged;
  const reasons = judged.state === 'ready' ? unserved : [judged.reason, ...unserved];
  const progress = judged.state === 'not yet' ? judged.progress : contacts.length;
  return notYet(reasons.join('; '), progress);
}

/** The nodes from which a Service should have been tested and was not; `undefined` when there are none. Pure. */
export function unseenText(missing: ProbeFleet['missing'], lost: ReachSeen['lost']): string | undefined {
  const without = [...missing.filter(({ excluded }) => !excluded), ...lost].toSorted((a, b) =>
    a.node < b.node ? -1 : 1,
  );
  if (without.length === 0) return undefined;
  const named = without.slice(0, NAMED).map(({ node, reason }) => `${node} (${reason})`);
  const more = without.length > NAMED ? ` and ${without.length - NAMED} more nodes` : '';
  return `no fault is seen from other nodes, but it was not tested from ${named.join(', ')}${more}`;
}

async function contactAll(
  addresses: readonly ServiceAddress[],
  agents: readonly ProbeAgent[],
  { signal, agentTimeoutMs }: { signal: AbortSignal; agentTimeoutMs: number },
): Promise<Pick<ReachSeen, 'contacts' | 'lost'>> {
  const contacts: Contact[] = [];
  const lost: { node: string; reason: string; error: AgentLost }[] = [];
  const tooLate = AbortSignal.timeout(agentTimeoutMs);
  await Promise.all(
    agents.map(async (agent) => {
      const { node } = agent;
      const asked = addresses.filter(({ nodes }) => nodes?.includes(node) ?? true);
      try {
        const answers = await agent.tcp(asked, { signal: AbortSignal.any([signal, tooLate]) });
        for (const [index, address] of asked.entries()) {
          const answer = answers[index];
          if (answer) contacts.push({ node, address, answer });
        }
      } catch (error) {
        // Nodes may be deleted during the run; the other agents still test.
        const late = error === tooLate.reason && !signal.aborted;
        const gone = late ? new AgentLost(node, `no answer within ${agentTimeoutMs / 1_000} s`, error) : error;
        if (!(gone instanceof AgentLost)) throw error;
        lost.push({ node, reason: gone.seen, error: gone });
      }
    }),
  );
  const [first] = lost;
  if (first && lost.length === agents.length) throw first.error;
  return { contacts, lost: lost.map(({ node, reason }) => ({ node, reason })) };
}

function portsText({ spec }: Service): string {
  const named = (spec?.ports ?? []).filter(({ targetPort }) => typeof targetPort === 'string');
  const names = named.map(({ targetPort }) => `'${String(targetPort)}'`);
  return names.length > 0
    ? `no container of its pods names a port ${names.join(' or ')}`
    : 'its EndpointSlices contain none';
}
