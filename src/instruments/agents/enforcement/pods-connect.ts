import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice } from '../../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT } from '../agent-protocol.ts';
import type { ProbeAgent, TcpAnswer } from '../fleet/probe-fleet.ts';
import { agents as agentsInstrument } from '../instrument.ts';
import { agentLabels } from '../fleet/agent-daemon-set.ts';
import { isOwnPolicy, labelsOf } from './own-policies.ts';
import { droppedByOthers } from '../policy/foreign-policies.ts';
import { foreignPolicyRights } from '../policy/policy-kinds.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';

/** A pod that agents connect to. */
export interface PolicyPod {
  host: string;
  port: number;
  name: string;
  node: string;
}

/** What came of the connections from one node. */
export interface PolicyTry {
  node: string;
  answer: Pick<TcpAnswer, 'ok' | 'tried' | 'failed' | 'error'>;
}

/** The tries of one look. */
export interface PolicySeen {
  pod: PolicyPod | undefined;
  tries: readonly PolicyTry[];
  /** Why what failed is not judged: policies of others. */
  unjudged?: string | undefined;
}

/** How often each node tries at each look: a policy is in force when all are denied. */
const TRIES = 3;

/** The pods of a Service that agents may connect to, all of which do. @param how why they may, for the reason: `no NetworkPolicy is about it`. */
export function podAdmits(ref: Required<Ref>, from: readonly ProbeAgent[], how: string): Condition<PolicySeen> {
  return {
    title: `pods of ${from.map(({ node }) => node).join(' and ')} connect to the pod of ${ref.namespace}/${ref.name}, as ${how}`,
    rights: podAdmits.rights,
    todo: `kubectl -n ${ref.namespace} get networkpolicies`,
    read: async (look) => {
      const slices = slicesOf(ref, await look.list(kinds.endpointSlices, { around: [ref.namespace] }));
      const pod = podOf(slices);
      if (!pod) return { pod, tries: [] };
      const seen = await tryAll(pod, from, look);
      const isOpen = seen.tries.some(({ answer }) => !answer.ok);
      return look.last && isOpen ? { ...seen, unjudged: await deniedByOthers(look, ref, seen.tries, from) } : seen;
    },
    judge: (seen) => judgeAdmits(seen, how),
  };
}

podAdmits.rights = [looksAt(kinds.endpointSlices), looksAt(kinds.networkPolicies), ...foreignPolicyRights];
podAdmits.uses = [agentsInstrument];

/** No agent can connect to a pod, whose address is known from before: a pod that is denied to all may leave its Service. */
export function podDenies(pod: PolicyPod, from: readonly ProbeAgent[], policy: string): Condition<PolicySeen> {
  return {
    title: `${policy} keeps pods of ${from.map(({ node }) => node).join(' and ')} from connecting to pod ${pod.name}`,
    rights: [],
    todo: 'see whether the engine that enforces NetworkPolicies runs on each of these nodes: kubectl get daemonsets -A',
    read: (look) => tryAll(pod, from, look),
    judge: (seen) => judgeDenies(seen, policy),
  };
}

podDenies.rights = [] as readonly Right[];
podDenies.uses = [agentsInstrument];

async function tryAll(
  pod: PolicyPod,
  from: readonly ProbeAgent[],
  look: Pick<Look, 'cluster' | 'signal'>,
): Promise<PolicySeen> {
  // What is tried is no object, so that nothing wakes the wait: it looks again by itself.
  void look.cluster;
  const { host, port } = pod;
  const tries = from.map(async (agent): Promise<PolicyTry> => {
    const [answer] = await agent.tcp([{ host, port, times: TRIES }], { signal: look.signal });
    return { node: agent.node, answer: answer ?? { ok: false, tried: TRIES, failed: TRIES, error: 'no answer' } };
  });
  return { pod, tries: await Promise.all(tries) };
}

function podOf(slices: readonly EndpointSlice[]): PolicyPod | undefined {
  for (const slice of slices) {
    const [port] = slice.ports ?? [];
    const [endpoint] = servingEndpoints([slice]);
    const [host] = endpoint?.addresses ?? [];
    if (host !== undefined && port?.port !== undefined)
      return {
        host,
        port: port.port,
        name: endpoint?.targetRef?.name ?? host,
        node: endpoint?.nodeName ?? 'an unknown node',
      };
  }
  return undefined;
}

/** Policies of others that may keep agents from a pod of ours, in its namespace or in theirs: a cluster may deny by default. */
async function deniedByOthers(
  look: Look,
  { namespace, name }: Required<Ref>,
  tries: readonly PolicyTry[],
  from: readonly ProbeAgent[],
): Promise<string | undefined> {
  const suite = from[0]?.pod.metadata?.namespace ?? namespace;
  const policies = await look.list(kinds.networkPolicies, { around: [namespace, suite] });
  const [other] = policies.filter(({ metadata = {}, spec = {} }) => {
    const { podSelector = {}, policyTypes = ['Ingress'] } = spec;
    const isAtPod = metadata.namespace === namespace && selects(podSelector, labelsOf(name));
    const isAtAgents = metadata.namespace === suite && selects(podSelector, agentLabels);
    const isAbout = (isAtPod && policyTypes.includes('Ingress')) || (isAtAgents && policyTypes.includes('Egress'));
    return isAbout && !isOwnPolicy(metadata.name ?? '', name);
  });
  if (other) return `NetworkPolicy ${other.metadata?.namespace}/${other.metadata?.name} may deny it as well`;
  const refused = tries.some(({ answer }) => !answer.ok && answer.error !== 'timeout');
  return await droppedByOthers(look, { namespaces: new Set([namespace, suite]), refused });
}

/** Judges whether all connect; pure. */
export function judgeAdmits({ pod, tries, unjudged }: PolicySeen, how: string): Observation {
  if (!pod) return notYet('it has no ready endpoint');
  const bad = tries.filter(({ answer }) => !answer.ok);
  if (bad.length === 0) return ready();
  if (isSpent(bad)) return { ...notYet('probing.connectionsInAll is spent'), isUnjudged: true };
  if (unjudged !== undefined) return { ...notYet(unjudged), isUnjudged: true };
  const texts = bad.map(({ node, answer }) => `${node} (${answer.error ?? 'no answer'})`);
  return notYet(
    `pod ${pod.name} on ${pod.node} cannot be connected to from ${texts.join(', ')}, although ${how}`,
    tries.length - bad.length,
  );
}

/** Judges whether none connects; pure. */
export function judgeDenies({ pod, tries }: PolicySeen, policy: string): Observation {
  const open = tries.filter(({ answer }) => answer.failed < answer.tried);
  if (isSpent(tries)) return { ...notYet('probing.connectionsInAll is spent'), isUnjudged: true };
  if (open.length === 0) return ready();
  const who = open.map(({ node }) => node).join(', ');
  return notYet(
    `${policy} is not enforced: pods on ${who} connect to pod ${pod?.name} on ${pod?.node}, which it denies`,
    tries.length - open.length,
  );
}

function isSpent(tries: readonly PolicyTry[]): boolean {
  return tries.some(({ answer }) => answer.error === BUDGET_SPENT);
}

/** The agents that try: one on the node of the pod, and one elsewhere, as far as there are; pure. */
export function twoNodes(all: readonly ProbeAgent[], node: string): ProbeAgent[] {
  const elsewhere = all.filter((agent) => agent.node !== node).slice(0, 1);
  return [...all.filter((agent) => agent.node === node), ...elsewhere];
}
