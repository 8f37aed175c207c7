import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import { owns } from '../../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Look } from '../../../conditions/waiting/condition.ts';
import type { Trial, TrialContext } from '../../contract/trial.ts';
import { rightsOf } from '../../contract/uses.ts';
import { AGENT_NAME } from '../fleet/agent-daemon-set.ts';
import { agentService } from '../fleet/agent-service.ts';
import { agents } from '../instrument.ts';
import type { DnsAnswer } from '../agent-protocol.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import { serviceRights } from '../rights.ts';
import { servesDomain } from './dns-configuration.ts';
import { judgeAnswers, type Answered, type DnsContext } from './dns-judgement.ts';
import { chosenFrom, expectedOf, nameOf, type Expected, type FoundServices } from './dns-names.ts';
import { judgeReplicas, replicasBehind, type DnsReplica, type ReplicaAnswered } from './dns-replicas.ts';
import { askedOf, configurationBehind, configurationRight, dnsServices, type KnownDns } from './dns-server.ts';
import { droppedOnTheWay, mayBeDenied, troubleOf, whyServerDenied } from './dns-silence.ts';
import { ALL_LEFT_OUT, hiddenTexts, leftOutTexts, unclearText, type LeftOut } from './left-out-names.ts';
import { namesToAsk } from './names-to-ask.ts';
import { RecentAddresses } from './recent-addresses.ts';

/** The answers of the cluster DNS to one node. */
export interface DnsSeen {
  answers: readonly Answered[];
  /** The answers of each single name server behind the Service. */
  replicas?: readonly ReplicaAnswered[];
  /** Services without a record by the configuration of the cluster DNS: they are not asked for. */
  leftOut: readonly LeftOut[];
  /** What was not judged and why, in sentences. */
  notes: readonly string[];
  /** Why the cluster DNS was not asked: the suite's own headless Service has no endpoints yet. */
  early?: string;
  /** What else is known of the name servers. */
  context: DnsContext;
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
  const recent = new RecentAddresses();
  return {
    title: `the cluster DNS answers for Services from node ${agent.node}`,
    rights: rightsOf([namesResolve]),
    todo: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
    read: async (look) => {
      const homes = [...chosen, ...(own ? [own] : [])].map(({ namespace }) => namespace);
      const slices = await look.list(kinds.endpointSlices, { around: homes });
      const serviceNamed = (ref: Ref) => look.get(kinds.services, ref, { wholeCluster: true });
      const headless = own && (await serviceNamed(own));
      if (own) {
        const early = whyTooEarly(own, headless, expectedOf(headless ?? {}, slices, agent.clusterDomain));
        if (early !== undefined) return { answers: [], leftOut: [], notes: [], context: {}, early };
      }
      const servers = await dnsServices(look, agent);
      const dns = await configurationBehind(look, servers, agent.clusterDomain);
      const services = (await Promise.all(chosen.map(serviceNamed))).filter((service) => service !== undefined);
      const { expected, leftOut } = await namesToAsk(look, agent, { dns, slices, services, headless });
      const behind = await replicasOf(look, agent, servers);
      // Any name server can answer any question. All are asked at once: otherwise a look at a dead DNS would take twice as long.
      const asked = expected.slice(0, 1).flatMap((one) => behind.map((server) => ({ ...server, expected: one })));
      const questions = [
        ...expected.map(({ question }) => question),
        ...asked.map(({ replica: { server }, expected: { question } }) => ({ ...question, server })),
      ];
      const all = await agent.dns(questions, { signal: look.signal });
      const answers = all.slice(0, expected.length);
      const now = look.cluster.clock.now();
      for (const seen of [slices, await look.list(kinds.endpointSlices, { around: homes })])
        for (const service of headless ? [...services, headless] : services)
          recent.note(nameOf(service, agent.clusterDomain), expectedOf(service, seen, agent.clusterDomain), now);
      const paired = expected.flatMap((one, index): Answered[] => {
        const answer = answers[index];
        return answer ? [{ expected: recent.widened(one, now, 'unread' in dns ? undefined : dns.ttl), answer }] : [];
      });
      const failed = answers.some(({ error }) => error !== undefined);
      const trouble = failed ? await troubleOf(look, agent, servers) : undefined;
      const silent = answers.length > 0 && answers.every(({ error }) => error === 'timeout');
      const denied =
        silent && trouble === undefined
          ? ((await whyServerDenied(look, agent)) ?? (await droppedOnTheWay(look, agent)))
          : undefined;
      const context = contextOf(dns, agent, trouble);
      // A name that is new may be absent for a moment.
      const unclear = look.last ? unclearText(paired, context) : undefined;
      const unjudged = expected.length === 0 && leftOut.length > 0 ? ALL_LEFT_OUT : (denied ?? unclear);
      const replicas = unjudged === undefined ? await judgedAlone(look, agent, asked, all.slice(expected.length)) : [];
      return {
        answers: paired,
        replicas,
        leftOut,
        notes: [...leftOutTexts(leftOut), ...hiddenTexts(paired, context)],
        context,
        ...(unjudged !== undefined && { unjudged }),
      };
    },
    judge: ({ answers, replicas = [], early, context, unjudged }) => {
      if (early !== undefined) return notYet(early, 0);
      if (unjudged !== undefined) return ready(unjudged);
      return judgeReplicas(judgeAnswers(answers, context), replicas);
    },
  };
}

namesResolve.rights = [owns(kinds.services, 'home'), ...serviceRights, configurationRight];
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

/** What explains wrong answers. */
function contextOf(dns: KnownDns, { clusterDomain }: ProbeAgent, trouble: string | undefined): DnsContext {
  const account = dns.account === undefined ? {} : { account: dns.account };
  const { intercepted = [] } = dns;
  if ('unread' in dns)
    return { ...account, unread: dns.unread, before: intercepted, ...(trouble !== undefined && { trouble }) };
  const foreign = servesDomain(dns, clusterDomain)
    ? undefined
    : `${dns.source} serves ${dns.zones.filter((zone) => !zone.endsWith('.arpa')).join(', ')}, and the pods of the node search ${clusterDomain}`;
  const text = trouble ?? foreign;
  return { ...account, ...(text !== undefined && { trouble: text }), before: [...intercepted, ...dns.before] };
}

/** A name server behind a Service that the agent's pod uses. */
interface Behind {
  /** The namespace of the Service. */
  namespace: string;
  replica: DnsReplica;
}

/** The name servers behind the addresses that the agent's pod uses. */
async function replicasOf(look: Look, agent: ProbeAgent, servers: readonly Service[]): Promise<Behind[]> {
  const all = await look.list(kinds.endpointSlices);
  return servers.flatMap((service) => {
    const { namespace = '', name = '' } = service.metadata ?? {};
    const nameservers = askedOf(service, agent.nameservers);
    const replicas = replicasBehind(service, slicesOf({ namespace, name }, all), { node: agent.node, nameservers });
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
