import { kinds, type Pod, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { rootCause } from '../../../diagnosis/root-cause.ts';
import { readPod } from '../policy/explain-contacts.ts';
import { droppedByOthers } from '../policy/foreign-policies.ts';
import { deniedByPolicy, type Party } from '../policy/network-policy.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { readBacking, whyAtZero, whyNoEndpoints } from '../reach/service-backing.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import type { DnsReplica } from './dns-replicas.ts';
import { cachesOf } from './dns-server.ts';

/** The port of a name server that is not a Service of the cluster. */
const DNS_PORT = 53;

/** The policies that deny the agent's traffic to the name servers; if these are Services, to all pods behind them. */
export async function whyServerDenied(look: Look, agent: ProbeAgent): Promise<string | undefined> {
  const policies = await look.list(kinds.networkPolicies);
  if (policies.length === 0) return undefined;
  const from = await partyOf(look, agent.pod);
  const services = await look.list(kinds.services);
  const all = await look.list(kinds.endpointSlices);
  const ways = agent.nameservers.map(async (address) => {
    const server = services.find(({ spec }) => spec?.clusterIPs?.includes(address));
    if (!server) {
      const to: Party = { pod: { status: { podIPs: [{ ip: address }] } }, namespaceLabels: {} };
      return [deniedByPolicy({ from, to, port: DNS_PORT, protocol: 'UDP', policies })];
    }
    const { namespace = '', name = '' } = server.metadata ?? {};
    const slices = slicesOf({ namespace, name }, all);
    const port =
      slices.flatMap(({ ports }) => ports ?? []).find(({ protocol }) => protocol === 'UDP')?.port ?? DNS_PORT;
    const behind = servingEndpoints(slices).flatMap(({ targetRef }) => targetRef?.name ?? []);
    const pods = await Promise.all(behind.map((pod) => readPod(look, namespace, pod)));
    return Promise.all(
      pods
        .filter((pod) => pod !== undefined)
        .map(async (pod) => deniedByPolicy({ from, to: await partyOf(look, pod), port, protocol: 'UDP', policies })),
    );
  });
  const reasons = (await Promise.all(ways)).flat();
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

async function partyOf(look: Look, pod: Pod): Promise<Party> {
  const place = await look.get(kinds.namespaces, { name: pod.metadata?.namespace ?? '' });
  return { pod, namespaceLabels: place?.metadata?.labels ?? {} };
}

/** Whether policies deny, or may deny, the agent's traffic to one name server. */
export async function mayBeDenied(
  look: Look,
  agent: ProbeAgent,
  namespace: string,
  { pod: name, port }: DnsReplica,
): Promise<boolean> {
  const policies = await look.list(kinds.networkPolicies);
  const pod = name !== undefined && policies.length > 0 ? await readPod(look, namespace, name) : undefined;
  if (pod) {
    const [from, to] = [await partyOf(look, agent.pod), await partyOf(look, pod)];
    if (deniedByPolicy({ from, to, port, protocol: 'UDP', policies }) !== undefined) return true;
  }
  return (await droppedOnTheWay(look, agent)) !== undefined;
}

/** The policies of other kinds that may deny the traffic; only read at the last look, because an answer may be late. */
export async function droppedOnTheWay(look: Look, { nameservers, pod }: ProbeAgent): Promise<string | undefined> {
  if (!look.last) return undefined;
  const services = await look.list(kinds.services);
  const servers = services.filter(({ spec }) => spec?.clusterIPs?.some((address) => nameservers.includes(address)));
  const places = [pod, ...servers].map(({ metadata }) => metadata?.namespace ?? '');
  const dropped = await droppedByOthers(look, { namespaces: new Set(places) });
  return dropped && `name server ${nameservers.join(', ')} does not answer: ${dropped}`;
}

/** The reason why names are not answered, if the name server is a cache that does not run, or a Service without endpoints. */
export async function troubleOf(
  look: Look,
  agent: ProbeAgent,
  [server]: readonly Service[],
): Promise<string | undefined> {
  const { nameservers } = agent;
  const cache = await cacheTrouble(look, agent);
  if (cache !== undefined) return cache;
  const { namespace = '', name = '' } = server?.metadata ?? {};
  if (!server) return undefined;
  const slices = slicesOf({ namespace, name }, await look.list(kinds.endpointSlices));
  if (servingEndpoints(slices).length > 0) return undefined;
  const backing = await readBacking(look, server);
  const is = server.spec?.clusterIPs?.some((address) => nameservers.includes(address)) ? 'is' : 'asks';
  return `name server ${nameservers.join(', ')} ${is} service ${namespace}/${name}: ${whyAtZero(backing) ?? whyNoEndpoints(backing)}`;
}

/** What is wrong with the cache on the agent's node: it is not ready, or only other nodes have one. */
async function cacheTrouble(look: Look, { node, nameservers }: ProbeAgent): Promise<string | undefined> {
  const caches = await cachesOf(look, nameservers);
  const [own] = caches.filter(({ spec }) => spec?.nodeName === node);
  const address = `name server ${nameservers.join(', ')}`;
  if (!own) {
    const [other] = caches;
    return (
      other &&
      `${address} is a cache on each node, and node ${node} has none (${other.spec?.nodeName} has pod ${placeOf(other)})`
    );
  }
  const isReady = own.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (isReady) return undefined;
  const cause = rootCause({ pods: [own], events: [] })?.text;
  return `${address} is a cache on each node, and that of node ${node} is not ready: ${cause ?? `pod ${placeOf(own)}`}`;
}

const placeOf = ({ metadata }: Pod) => `${metadata?.namespace}/${metadata?.name}`;
