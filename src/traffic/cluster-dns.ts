import type { Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import type { Condition, Look } from '../conditions/condition.ts';
import { judgeAnswers, type Answered } from './dns-judgement.ts';
import { expectedOf } from './dns-names.ts';
import type { ProbeAgent } from './probes.ts';
import { readyEndpoints } from './service-addresses.ts';
import { dnsRights } from './rights.ts';
import { readBacking, whyAtZero, whyNoEndpoints } from './service-backing.ts';
import { slicesOf } from './service-slices.ts';

/** What the cluster DNS answered one node. */
export interface DnsSeen {
  answers: readonly Answered[];
  /** What is wrong with the Service that the name server is, as far as it is one. */
  serverTrouble?: string;
}

/** The cluster DNS answers an agent rightly for Services; those deleted meanwhile are left out. */
export function namesResolve(agent: ProbeAgent, services: readonly Ref[]): Condition<DnsSeen> {
  return {
    title: `the cluster DNS answers for Services from node ${agent.node}`,
    rights: dnsRights,
    todo: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
    read: async (look) => {
      const all = await look.list(kinds.endpointSlices);
      const found = await Promise.all(services.map((ref) => look.get(kinds.services, ref, { wholeCluster: true })));
      const expected = found.flatMap((service) => (service ? expectedOf(service, all, agent.clusterDomain) : []));
      const questions = expected.map(({ question }) => question);
      const answers = await agent.dns(questions, { signal: look.signal });
      const paired = expected.flatMap((one, index): Answered[] => {
        const answer = answers[index];
        return answer ? [{ expected: one, answer }] : [];
      });
      const serverTrouble = answers.some(({ error }) => error !== undefined) ? await troubleOf(look, agent) : undefined;
      return { answers: paired, ...(serverTrouble !== undefined && { serverTrouble }) };
    },
    judge: ({ answers, serverTrouble }) => judgeAnswers(answers, serverTrouble),
  };
}

/** When the name server is a Service without endpoints, that is why names are not answered. */
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
