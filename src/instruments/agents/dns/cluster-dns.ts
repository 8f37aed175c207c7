import type { Ref } from '../../../cluster/kind.ts';
import { kinds, type Pod, type Service } from '../../../cluster/kinds.ts';
import { owns } from '../../../cluster/rights.ts';
import { notYet, ready, type Condition, type Look } from '../../../conditions/waiting/condition.ts';
import type { Trial, TrialContext } from '../../contract/trial.ts';
import { rightsOf } from '../../contract/uses.ts';
import { AGENT_NAME } from '../agent-daemon-set.ts';
import { agentService } from '../agent-service.ts';
import { agents } from '../instrument.ts';
import { judgeAnswers, type Answered } from './dns-judgement.ts';
import { chosenFrom, expectedOf, type Expected, type FoundServices } from './dns-names.ts';
import { judgeReplicas, replicasBehind, type DnsReplica, type ReplicaAnswered } from './dns-replicas.ts';
import { droppedByOthers } from '../policy/foreign-policies.ts';
import { readPod } from '../policy/explain-contacts.ts';
import { deniedByPolicy, type Party } from '../policy/network-policy.ts';
import type { DnsAnswer, ProbeAgent } from '../probe-fleet.ts';
import { readyEndpoints } from '../reach/service-addresses.ts';
import { serviceRights } from '../rights.ts';
import { readBacking, whyAtZero, whyNoEndpoints } from '../reach/service-backing.ts';
import { slicesOf } from '../reach/service-slices.ts';

/** The port of a name server that is not a Service of the cluster. */
const DNS_PORT = 53;

/** The answers of the cluster DNS to one node. */
export interface DnsSeen {
  answers: readonly Answered[];
  /** The answers of each single name server behind the Service. */
  replicas?: readonly ReplicaAnswered[];
  /** Why the cluster DNS was not asked: the suite's own headless Service has no endpoints yet. */
  early?: string;
  /** What is wrong with the Service of the name server, if it is a Service. */
  serverTrouble?: string;
  /** The policies that deny, or may deny, the agent's traffic to the name server, if there was no answer. */
  unjudged?: string;
}

/**
 * The cluster DNS gives an agent the right answers for Services, and so does each name server behind it. Services that were deleted
 * meanwhile are left out. The condition is also met when `unjudged` says why nothing can be judged.
 * @param found the Services to choose from, as in `inventory().services`: at most 50 names are queried, with that of the API server
 * among them.
 * @param own the suite's own headless Service; it is never left out.
 */
export function namesResolve(agent: ProbeAgent, found: FoundServices, own?: Required<Ref>): Condition<DnsSeen> {
  const chosen = chosenFrom(found);
  return {
    title: `the cluster DNS answers for Services from node ${agent.node}`,
    rights: rightsOf([namesResolve]),
    todo: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
    read: async (look) => {
      const homes = [...chosen, ...(own ? [own] : [])].map(({ namespace }) => namespace);
      const slices = await look.list(kinds.endpointSlices, { around: homes });
      const serviceNamed = (ref: Ref) => look.get(kinds.services, ref, { wholeCluster: true });
      const services = await Promise.all(chosen.map(serviceNamed));
      if (own) {
        const headless = await serviceNamed(own);
        const early = whyTooEarly(own, headless, expectedOf(headless ?? {}, slices, agent.clusterDomain));
        if (early !== undefined) return { answers: [], early };
        services.push(headless);
      }
      const expected = services.flatMap((service) => (service ? expectedOf(service, slices, agent.clusterDomain) : []));
      const behind = await replicasOf(look, agent);
      // Any name server can answer any question. All are asked at once: otherwise a look at a dead DNS would take twice as long.
      const asked = expected.slice(0, 1).flatMap((one) => behind.map((server) => ({ ...server, expected: one })));
      const questions = [
        ...expected.map(({ question }) => question),
        ...asked.map(({ replica: { server }, expected: { question } }) => ({ ...question, server })),
      ];
      const all = await agent.dns(questions, { signal: look.signal });
      const answers = all.slice(0, expected.length);
      const paired = expected.flatMap((one, index): Answered[] => {
        const answer = answers[index];
        return answer ? [{ expected: one, answer }] : [];
      });
      const serverTrouble = answers.some(({ error }) => error !== undefined) ? await troubleOf(look, agent) : undefined;
      const silent = answers.length > 0 && answers.every(({ error }) => error === 'timeout');
      const unjudged =
        silent && serverTrouble === undefined
          ? ((await whyServerDenied(look, agent)) ?? (await droppedOnTheWay(look, agent)))
          : undefined;
      const replicas = unjudged === undefined ? await judgedAlone(look, agent, asked, all.slice(expected.length)) : [];
      return {
        answers: paired,
        replicas,
        ...(serverTrouble !== undefined && { serverTrouble }),
        ...(unjudged !== undefined && { unjudged }),
      };
    },
    judge: ({ answers, replicas = [], early, serverTrouble, unjudged }) => {
      if (early !== undefined) return notYet(early, 0);
      return unjudged === undefined ? judgeReplicas(judgeAnswers(answers, serverTrouble), replicas) : ready(unjudged);
    },
  };
}

namesResolve.rights = [owns(kinds.services, 'home'), ...serviceRights];
namesResolve.uses = [agents];
namesResolve.trials = ({ config }: TrialContext): Trial[] => {
  const ref = { namespace: config.namespaces.suite, name: `${AGENT_NAME}-dry-run` };
  const owner = { metadata: { uid: 'dry-run' } };
  return [{ of: 'the probe agents', kind: kinds.services, manifest: agentService(ref, owner) }];
};

/** If it is asked too early, the cluster DNS caches for a while that the name does not exist. */
function whyTooEarly(
  { namespace, name }: Required<Ref>,
  service: Service | undefined,
  expected: readonly Expected[],
): string | undefined {
  if (service && expected.length > 0) return undefined;
  const trouble = service ? 'has no ready endpoint in its EndpointSlices' : 'was removed meanwhile';
  return `service ${namespace}/${name}, created for the probe agents, ${trouble}`;
}

/** The policies that deny the agent's traffic to the name servers; if these are Services, to all pods behind them. */
async function whyServerDenied(look: Look, agent: ProbeAgent): Promise<string | undefined> {
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
    const behind = readyEndpoints(slices).flatMap(({ targetRef }) => targetRef?.name ?? []);
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

/** A name server behind a Service that the agent's pod uses. */
interface Behind {
  /** The namespace of the Service. */
  namespace: string;
  replica: DnsReplica;
}

/** The name servers behind the addresses that the agent's pod uses. */
async function replicasOf(look: Look, agent: ProbeAgent): Promise<Behind[]> {
  const services = await look.list(kinds.services);
  const all = await look.list(kinds.endpointSlices);
  return services
    .filter(({ spec }) => spec?.clusterIPs?.some((address) => agent.nameservers.includes(address)))
    .flatMap((service) => {
      const { namespace = '', name = '' } = service.metadata ?? {};
      const replicas = replicasBehind(service, slicesOf({ namespace, name }, all), agent);
      return replicas.map((replica) => ({ namespace, replica }));
    });
}

/** The answer of each single name server, and whether policies may be the reason for no answer. */
async function judgedAlone(
  look: Look,
  agent: ProbeAgent,
  asked: readonly (Behind & { expected: Expected })[],
  answers: readonly DnsAnswer[],
): Promise<ReplicaAnswered[]> {
  const paired = asked.flatMap((one, index) => {
    const answer = answers[index];
    return answer ? [{ ...one, answer }] : [];
  });
  return Promise.all(
    paired.map(async ({ namespace, ...one }) => {
      const silent = one.answer.error === 'timeout';
      return silent ? { ...one, denied: await mayBeDenied(look, agent, namespace, one.replica) } : one;
    }),
  );
}

async function mayBeDenied(
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
async function droppedOnTheWay(look: Look, { nameservers, pod }: ProbeAgent): Promise<string | undefined> {
  if (!look.why) return undefined;
  const services = await look.list(kinds.services);
  const servers = services.filter(({ spec }) => spec?.clusterIPs?.some((address) => nameservers.includes(address)));
  const places = [pod, ...servers].map(({ metadata }) => metadata?.namespace ?? '');
  const dropped = await droppedByOthers(look, new Set(places));
  return dropped && `name server ${nameservers.join(', ')} does not answer: ${dropped}`;
}

/** The reason why names are not answered, if the name server is a Service without endpoints. */
async function troubleOf(look: Look, { nameservers }: ProbeAgent): Promise<string | undefined> {
  const services = await look.list(kinds.services);
  const server = services.find(({ spec }) => spec?.clusterIPs?.some((address) => nameservers.includes(address)));
  const { namespace = '', name = '' } = server?.metadata ?? {};
  if (!server) return undefined;
  const slices = slicesOf({ namespace, name }, await look.list(kinds.endpointSlices));
  if (readyEndpoints(slices).length > 0) return undefined;
  const backing = await readBacking(look, server);
  return `name server ${nameservers.join(', ')} is service ${namespace}/${name}: ${whyAtZero(backing) ?? whyNoEndpoints(backing)}`;
}
