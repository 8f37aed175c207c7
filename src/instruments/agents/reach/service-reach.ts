import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Pod, Service } from '../../../cluster/kinds/kinds.ts';
import type { Condition, Look } from '../../../conditions/waiting/condition.ts';
import type { Ownership } from '../../../conditions/workloads/ownership.ts';
import type { Config } from '../../../config/schema.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { rightsOf, type Uses } from '../../contract/uses.ts';
import { slownessMs } from '../fleet/fleet-pace.ts';
import { agents } from '../instrument.ts';
import { explainContacts, readPod } from '../policy/explain-contacts.ts';
import type { ProbeFleet } from '../fleet/probe-fleet.ts';
import { familiesOf, type Family } from './address-family.ts';
import { closedAtOnce, closedByMistake, podsThatClose } from './closed-at-once.ts';
import { closedText } from './closed-by-design.ts';
import { ConnectionRecord } from './connection-record.ts';
import { connectAll } from './connect-all.ts';
import { judgeReach, type ReachSeen } from './judge-reach.ts';
import { planProbes, withState } from './probe-plan.ts';
import { deniedText, lostText, withoutExcuse, type Contact } from './reach.ts';
import { serviceRights } from '../rights.ts';
import { readService, readUnserved, whyUnready } from './read-service.ts';
import { addressesOf, unservedFamilies } from './service-addresses.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { readBacking, whyAtZero, whyUnknown, type Backing } from './service-backing.ts';
import { isOfApiServer, noLoadBalancerText, unjudgedPortsText, whyNotProbed } from './service-scope.ts';
import { spentText, unseenText, withoutSpent } from './nodes-left-out.ts';

/**
 * A Service has ready endpoints, and each of them and its cluster IPs accept several TCP connections from the agents, none of which may fail;
 * see {@link planProbes} for which. Each look reads the endpoints before and after it connects, so that the endpoint of a deleted pod is not
 * counted as a fault of the Service.
 *
 * @param agentTimeout how long one look waits for an agent, which may be busy with other checks; after that it counts as lost.
 * @param ours whether this run created it: then it must exist and have endpoints.
 *
 * It is also ready when waiting would change nothing: then `unjudged` says why it is not judged. A node without an agent is a matter of its own
 * check; here it is a note.
 */
export function reachable(
  ref: Ref & { namespace: string },
  fleet: ProbeFleet,
  { agentTimeout = fleet.agentTimeout, ours = false }: Ownership & { agentTimeout?: Duration } = {},
): Condition<ReachSeen> {
  const record = new ConnectionRecord(fleet.probing.connections);
  return {
    title: `service ${ref.namespace}/${ref.name} accepts connections from every real node`,
    rights: rightsOf([reachable]),
    todo: `kubectl -n ${ref.namespace} get endpointslices -l kubernetes.io/service-name=${ref.name} -o yaml`,
    read: (look) => readReach(look, { ref, fleet, record, agentTimeoutMs: milliseconds(agentTimeout) }),
    judge: (seen) => judgeReach(seen, { ours }),
  };
}

reachable.rights = serviceRights;
reachable.uses = [agents];

/**
 * The same for a Service that is known when the check is registered. It does not apply when connections cannot judge the Service: an ExternalName, one
 * without ports, or one that its owner has excluded by the annotation `shakedown/skip`.
 * @example check(title, { id, uses: [reachable.of(found)] }, …)
 */
reachable.of = (found: Service): Uses => ({ rights: [], uses: [reachable], whyNot: () => whyNotProbed(found) });

/**
 * The timeout of a wait for it: `time.settle`, and more where `probing` opens connections slowly.
 * @example await cluster.until(reachable(ref, fleet), { within: reachable.within(config) });
 */
reachable.within = (config: Config): Duration => `${milliseconds(config.time.settle) + slownessMs(config)}ms`;
reachable.setupTime = (config: Config): Duration => `${slownessMs(config)}ms`;

interface Reaching {
  ref: Ref & { namespace: string };
  fleet: ProbeFleet;
  record: ConnectionRecord;
  agentTimeoutMs: number;
}

async function readReach(look: Look, { ref, fleet, record, agentTimeoutMs }: Reaching): Promise<ReachSeen> {
  if (fleet.missing.some(({ excluded }) => !excluded)) await fleet.refresh(look.signal);
  const simulated = new Set(fleet.missing.filter((one) => one.runsNothing).map(({ node }) => node));
  const { service, slices, leftOut, byDesign } = await readService(look, ref, simulated);
  const nothing = { contacts: [], unserved: [], lost: [] };
  if (!service) return { service, ...nothing };
  if (byDesign !== undefined) return { service, ...nothing, atZero: byDesign };
  if (servingEndpoints(slices).length === 0) {
    if (isOfApiServer(service)) return { service, backing: withoutWorkloads(service), ...nothing };
    if (leftOut !== undefined) return { service, ...nothing, unjudged: leftOut };
    const backing = await readBacking(look, service);
    // Its pods may become ready until the end.
    const atZero = whyAtZero(backing, look.date) ?? (look.last ? whyUnready(service, slices) : undefined);
    // Whoever creates the pods may come until the end.
    const unjudged = look.last ? whyUnknown(backing) : undefined;
    return {
      ...{ service, backing, ...nothing },
      ...(atZero !== undefined && { atZero }),
      ...(unjudged !== undefined && { unjudged }),
    };
  }
  const { agents, probing, seed } = fleet;
  const addresses = withState(addressesOf(service, slices, { isOwn: leftOut === undefined }));
  const plan = planProbes({ addresses, agents, probing, seed });
  record.keep(agents, addresses);
  const round = { fleet, agents, signal: look.signal, agentTimeoutMs, last: look.last };
  const lost = await connectAll(plan, record, round);
  for (const { node, address } of closedByMistake(record.contacts)) record.countClosed(node, address);
  // There is no later round for a way that has just become healthy.
  if (look.last && record.isRecovering) lost.push(...(await connectAll(plan, record, round)));
  if (lost.length > 0) await fleet.refresh(look.signal);
  // What failed while the endpoints changed may have been one that was deleted.
  const after = await readService(look, ref, simulated);
  const isOwn = after.leftOut === undefined;
  const current = after.service ? withState(addressesOf(after.service, after.slices, { isOwn })) : [];
  const changed = record.keep(fleet.agents, current) > 0;
  // Changes wake a wait; without one, a way that has just become healthy is tested again soon, and not after a long pause.
  if (changed || record.isRecovering) void look.cluster;
  const { contacts, spent } = withoutSpent(record.contacts);
  const all = withoutExcuse(await explainContacts(look, contacts, agents, service));
  const closed = closedAtOnce(all, await podsBehindClosing(look, ref.namespace, all, agents));
  const stay = stillThere(lost, fleet);
  // A node that joins during the run is tested when it has an agent.
  const unseen = [...fleet.missing.filter(({ node, excluded }) => !excluded && fleet.knew(node)), ...stay];
  const check = `service ${ref.namespace}/${ref.name}`;
  const { unserved, ofZero } = await readUnserved(look, service, slices);
  const families = unservedFamilies(service, slices);
  const isUsed = (family: Family) => agents.some((agent) => familiesOf(agent).has(family));
  const isTested = all.length + spent.length > 0;
  const unjudged = [
    deniedText(all),
    closed.unjudged,
    unseenText(unseen.filter(({ node }) => fleet.tells(node, check))),
    spentText(spent, probing),
    isTested ? undefined : (plan.untested ?? (fleet.agents.length === 0 ? 'no node has a probe agent' : undefined)),
    changed && look.last ? 'its endpoints changed in each round: connections failed meanwhile' : undefined,
  ].filter((reason) => reason !== undefined);
  const notes = [
    plan.sample,
    isTested ? plan.untested : undefined,
    unseenText(unseen.filter(({ node }) => !fleet.tells(node, check))),
    lostText(all),
    closedText(all),
    closed.note,
    leftOut,
    ...ofZero,
    isNameServer(service, agents) ? undefined : unjudgedPortsText(service),
    noLoadBalancerText(service),
  ].filter((note) => note !== undefined);
  return {
    service,
    contacts: all,
    unserved: [...unserved.map(({ text }) => text), ...(isUsed('IPv6') && isUsed('IPv4') ? families : [])],
    lost: stay,
    ...(changed && !look.last && { changed }),
    ...(unjudged.length > 0 && { unjudged: unjudged.join('; ') }),
    ...(notes.length > 0 && { notes }),
  };
}

/** The pods that may have a proxy that accepts connections for them, or makes them; none if no connection was closed. */
async function podsBehindClosing(
  look: Look,
  namespace: string,
  contacts: readonly Contact[],
  agents: ProbeFleet['agents'],
): Promise<Pod[]> {
  const names = podsThatClose(contacts);
  if (names.length === 0) return [];
  const pods = await Promise.all(names.map((name) => readPod(look, namespace, name)));
  return [...pods, agents[0]?.pod].filter((pod) => pod !== undefined);
}

/** What is behind a Service whose EndpointSlices are not created from pods. */
function withoutWorkloads(service: Service): Backing {
  return { service, creators: { found: [], unread: [] } };
}

/** Whether pods use it as their name server: the checks of the cluster DNS ask it by UDP. */
function isNameServer({ spec }: Service, agents: ProbeFleet['agents']): boolean {
  const used = new Set(agents.flatMap(({ nameservers }) => nameservers));
  return spec?.clusterIPs?.some((address) => used.has(address)) ?? false;
}

/** Lost agents of nodes that still exist; a deleted node is left out like any object that was deleted. */
function stillThere(lost: ReachSeen['lost'], { agents, missing }: ProbeFleet): ReachSeen['lost'] {
  const known = new Set(missing.map(({ node }) => node));
  return lost.filter(({ node }) => !known.has(node) && agents.some((agent) => agent.node === node));
}
