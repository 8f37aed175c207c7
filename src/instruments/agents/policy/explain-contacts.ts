import { getIfThere } from '../../../cluster/get-if-there.ts';
import { kinds, type NetworkPolicy, type Pod, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { droppedByOthers } from './foreign-policies.ts';
import { deniedByPolicy, uncertainByPolicy, type Party } from './network-policy.ts';
import { deniedToOwnNode } from './plugin-defaults.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { markClosed, podsBehindClosed } from '../reach/closed-by-design.ts';
import { demandedPorts } from '../reach/demanded-ports.ts';
import type { Contact } from '../reach/reach.ts';

/** How long pods must have been ready, in milliseconds, before a policy explains that they are not reached: earlier the network may not know them yet. */
const SETTLED_MS = 30_000;
/** The pods that are read to find out which policies are about the endpoints of a Service: they mostly have the same labels. */
const READ_PODS = 10;

type Explanation = Pick<Contact, 'denied' | 'unjudged'>;

/**
 * The contacts. Failed ones have the NetworkPolicies that explain the failure, or policies of other kinds that may explain it. A cluster IP leads
 * to endpoints: what denies an agent one of these also explains a failure at the cluster IP.
 *
 * It is decided at the first look, so that what policies deny does not wait for its timeout; only pods that became ready a moment ago are waited for.
 */
export async function explainContacts(
  look: Look,
  contacts: readonly Contact[],
  agents: readonly ProbeAgent[],
  service: Service,
): Promise<Contact[]> {
  if (contacts.every(({ answer }) => answer.ok)) return [...contacts];
  const { metadata: { namespace = '' } = {}, spec } = service;
  const first = (spec?.ports ?? []).find(({ protocol = 'TCP' }) => protocol === 'TCP');
  const from = new Map(agents.map(({ node, pod }) => [node, pod]));
  const podNamed = podReader(look, namespace);
  const kept = await explainedByPolicies(look, contacts, { from, podNamed, namespace });
  const reached = await withOwnNodes(look, kept, from);
  const marked = await withClosed(look, reached, podNamed, service, first && (first.name ?? ''));
  const open = openContacts(marked);
  if (open.length === 0) return marked;

  const namespaces = new Set([namespace, ...homesOf(agents)]);
  const byOthers = new Map<boolean, string>();
  for (const refused of new Set(open.map(isRefused))) {
    const any = await droppedByOthers(look, { namespaces, refused });
    if (any === undefined) continue;
    const targets = await targetsOf(open, podNamed);
    // Only at the last look, or when nothing starts: a slow start must not be explained by an unrelated policy.
    if (!look.last && !areSettled(targets, look.date)) continue;
    const pods = targets.length === 0 ? undefined : { from: [...from.values()], to: targets };
    const near = await droppedByOthers(look, { namespaces, refused, ...(pods && { pods }) });
    if (near !== undefined) byOthers.set(refused, near);
  }
  const isOpen = new Set(open);
  return marked.map((one) => {
    const unjudged = isOpen.has(one) ? byOthers.get(isRefused(one)) : undefined;
    return unjudged === undefined ? one : { ...one, unjudged };
  });
}

/** A pod, or `undefined` when it was deleted after its endpoint was read: the next look reads new endpoints. */
export async function readPod({ cluster, signal }: Look, namespace: string, name: string): Promise<Pod | undefined> {
  return await getIfThere(cluster, kinds.pods, { namespace, name }, signal);
}

/** Reads each pod once. */
function podReader(look: Look, namespace: string): (name: string) => Promise<Pod | undefined> {
  const pods = new Map<string, Promise<Pod | undefined>>();
  return (name) => {
    const known = pods.get(name) ?? readPod(look, namespace, name);
    pods.set(name, known);
    return known;
  };
}

/** The contacts, with those marked that are closed by design; not while their pods may still open their ports, and not where an Ingress leads. */
async function withClosed(
  look: Look,
  contacts: readonly Contact[],
  podNamed: (name: string) => Promise<Pod | undefined>,
  service: Service,
  first: string | undefined,
): Promise<Contact[]> {
  const read = await Promise.all(podsBehindClosed(contacts).map(podNamed));
  const pods = read.filter((pod) => pod !== undefined);
  if (!look.last && !areSettled(pods, look.date)) return [...contacts];
  const marked = markClosed(contacts, new Map(pods.map((pod) => [pod.metadata?.name ?? '', pod])), first);
  if (marked.every((one, index) => one === contacts[index])) return marked;
  const demanded = await demandedPorts(look.cluster, service);
  return marked.map((one, index) => (demanded.has(one.address.portName ?? '') ? (contacts[index] ?? one) : one));
}

/** The contacts, with those marked that Calico may deny because they stay on their node, and the cluster IPs that lead there. */
async function withOwnNodes(
  look: Look,
  contacts: readonly Contact[],
  from: ReadonlyMap<string, Pod>,
): Promise<Contact[]> {
  const isOpen = new Set(openContacts(contacts));
  const byNode = new Map<string, string>();
  const reasons = new Map<Contact, string>();
  for (const contact of isOpen) {
    const { node, address, answer } = contact;
    const { hostIP, hostIPs = [] } = from.get(node)?.status ?? {};
    if (![hostIP, ...hostIPs.map(({ ip }) => ip)].includes(address.host)) continue;
    const why = await deniedToOwnNode(look.cluster, node, { refused: answer.error !== 'timeout' });
    if (why === undefined) continue;
    byNode.set(node, why);
    reasons.set(contact, why);
  }
  return contacts.map((one) => {
    const behind = isOpen.has(one) && one.address.kind === 'cluster IP' ? byNode.get(one.node) : undefined;
    const unjudged = reasons.get(one) ?? behind;
    return unjudged === undefined ? one : { ...one, unjudged };
  });
}

/** Failed contacts that nothing explains yet and that a policy may explain: not a cluster IP all of whose endpoints answer the same node. */
function openContacts(contacts: readonly Contact[]): Contact[] {
  const endpoints = contacts.filter(({ address }) => address.kind === 'endpoint');
  const asked = new Set(endpoints.map(({ node }) => node));
  const failing = new Set(endpoints.filter(({ answer }) => !answer.ok).map(({ node }) => node));
  return contacts.filter(({ node, address, answer, denied, unjudged, closed }) => {
    if (answer.ok || (denied ?? unjudged ?? closed) !== undefined) return false;
    return address.kind === 'endpoint' || failing.has(node) || !asked.has(node);
  });
}

/** Whether the other end, or something on the way, has said no: otherwise there was no answer. */
const isRefused = ({ answer }: Contact) => answer.error !== 'timeout';

/** The namespaces of the agents. */
function homesOf(agents: readonly ProbeAgent[]): string[] {
  return agents.map(({ pod }) => pod.metadata?.namespace ?? '');
}

async function targetsOf(
  open: readonly Contact[],
  podNamed: (name: string) => Promise<Pod | undefined>,
): Promise<Pod[]> {
  const names = [...new Set(open.flatMap(({ address }) => address.pod ?? []))].slice(0, READ_PODS);
  return (await Promise.all(names.map(podNamed))).filter((pod) => pod !== undefined);
}

function areSettled(pods: readonly Pod[], date: Date): boolean {
  const since = pods.map(({ status }) => {
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') : Number.NaN;
  });
  return since.length > 0 && since.every((time) => date.getTime() - time >= SETTLED_MS);
}

interface Ends {
  /** The agents' pods, by node. */
  from: ReadonlyMap<string, Pod>;
  podNamed: (name: string) => Promise<Pod | undefined>;
  /** The namespace of the Service. */
  namespace: string;
}

async function explainedByPolicies(
  look: Look,
  contacts: readonly Contact[],
  { from, podNamed, namespace }: Ends,
): Promise<Contact[]> {
  const homes = new Set([namespace, ...[...from.values()].map(({ metadata }) => metadata?.namespace ?? '')]);
  const all = await look.list(kinds.networkPolicies, { around: [...homes] });
  const policies = all.filter(({ metadata }) => homes.has(metadata?.namespace ?? ''));
  if (policies.length === 0) return [...contacts];

  const explanations = await Promise.all(
    contacts.map(async ({ node, address, answer }): Promise<Explanation> => {
      const agent = from.get(node);
      if (answer.ok || address.kind !== 'endpoint' || !agent) return {};
      // An endpoint that is no pod, such as an API server, is known by its address alone.
      const to =
        address.pod === undefined ? { status: { podIPs: [{ ip: address.host }] } } : await podNamed(address.pod);
      return to ? explain(await partyOf(look, agent), await partyOf(look, to), address.port, policies) : {};
    }),
  );
  const byNode = new Map<string, Explanation>();
  for (const [index, one] of explanations.entries())
    if (one.denied !== undefined || one.unjudged !== undefined) byNode.set(contacts[index]?.node ?? '', one);
  return contacts.map((contact, index) => {
    if (contact.answer.ok) return contact;
    const behind = contact.address.kind === 'cluster IP' ? byNode.get(contact.node) : undefined;
    return { ...contact, ...(behind ?? explanations[index]) };
  });
}

function explain(from: Party, to: Party, port: number, policies: readonly NetworkPolicy[]): Explanation {
  const denied = deniedByPolicy({ from, to, port, policies });
  if (denied !== undefined) return { denied };
  const unjudged = uncertainByPolicy({ from, to, port, policies });
  return unjudged === undefined ? {} : { unjudged };
}

async function partyOf(look: Look, pod: Pod): Promise<Party> {
  if (!pod.metadata) return { pod, namespaceLabels: {} };
  const place = await look.get(kinds.namespaces, { name: pod.metadata.namespace ?? '' });
  return { pod, namespaceLabels: place?.metadata?.labels ?? {} };
}
