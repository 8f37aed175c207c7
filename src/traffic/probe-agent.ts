import { z } from 'zod';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Ref } from '../cluster/kind.ts';
import { kinds, type Node, type Pod } from '../cluster/kinds.ts';
import { looksAt } from '../cluster/rights.ts';
import { notYet, ready, type Condition } from '../conditions/condition.ts';
import { until } from '../conditions/until.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import { AGENT_PORT, agentLimits, type DnsQuestion, type TcpTarget } from './agent-protocol.ts';
import { AgentLost } from './agent-lost.ts';
import { agentOn, type AgentState } from './agent-state.ts';
import { agentLabels } from './agent-daemon-set.ts';
import { inBatches } from './batches.ts';
import type { DnsAnswer, KubeletAnswer, ProbeAgent, Target, TcpAnswer } from './probes.ts';
import { unlessAborted } from './unless-aborted.ts';

/** The first packet may get lost and is repeated after 1 s; that leaves 2 s for the answer. */
const CONNECT_MS = 3_000;
/** 2 s for each of two tries; a cluster DNS at work answers within milliseconds. */
const DNS_MS = 4_000;
/** Targets of one call. If none of them answers, it takes 3 s × 200 / 64 = 10 s. */
const BATCH = 200;
const CALLS_AT_ONCE = 4;
/** What a call may take: what its connections may, and the way through the API server. */
const CALL_MS = 25_000;
/** A pod that was evicted is replaced by its DaemonSet within seconds; its image is on the node. */
const BACK_MS = 30_000;

const tcpReply = z.object({
  answers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      ok: z.boolean(),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});
const dnsReply = z.object({
  answers: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['A', 'AAAA', 'SRV']),
      records: z.array(z.string()),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});

/** What an agent is reached by. */
export interface AgentAccess {
  cluster: Cluster;
  namespace: string;
  node: string;
  pod: Pod;
  token: string;
  nameservers: readonly string[];
  clusterDomain: string;
  /** Fires at the end of the run. */
  signal: AbortSignal;
}

/**
 * The agent on one node. What many checks ask of it goes in few calls; they are the run's, not the caller's, so that one check whose time is
 * over does not end what others wait for.
 */
export function probeAgent(access: AgentAccess): ProbeAgent {
  const { cluster, namespace, node, pod, token, nameservers, clusterDomain, signal } = access;
  const accepted = new Map<string, Promise<TcpAnswer>>();

  /** The pod that is the agent now: one that was evicted has another name when it is back. */
  const current = async (): Promise<Ref> => {
    const { seen } = await until(cluster, agentUp(namespace, node), { withinMs: BACK_MS, signal }).catch(
      (error: unknown) => {
        throw signal.aborted ? signal.reason : new AgentLost(node, messageOf(error), error);
      },
    );
    if (seen.state !== 'up') throw new AgentLost(node, seen.reason);
    return { namespace, name: seen.pod.metadata?.name ?? '' };
  };

  const call = async <Reply>(path: string, body: object, schema: z.ZodType<Reply>): Promise<Reply> => {
    const { status, body: text } = await cluster
      .podProxy(await current(), AGENT_PORT, path, {
        method: 'POST',
        body: { token, ...body },
        timeoutMs: CALL_MS,
        signal,
      })
      .catch(throwGoneAsTransient);
    if (status !== 200) throw new AgentLost(node, `it answered ${status}: ${text.slice(0, 500)}`);
    return schema.parse(JSON.parse(text));
  };

  const connect = inBatches<TcpTarget, TcpAnswer>({
    most: BATCH,
    atOnce: CALLS_AT_ONCE,
    send: async (targets) => (await call('/tcp', { targets, timeoutMs: CONNECT_MS }, tcpReply)).answers,
  });

  const connectOnce = ({ host, port, identity }: Target): Promise<TcpAnswer> => {
    const key = `${host} ${port} ${identity}`;
    const known = accepted.get(key);
    if (known) return known;
    const asking = connect({ host, port });
    accepted.set(key, asking);
    const forget = () => accepted.delete(key);
    asking.then(({ ok }) => ok || forget(), forget);
    return asking;
  };

  const ask = inBatches<DnsQuestion, DnsAnswer>({
    most: agentLimits.asked,
    atOnce: CALLS_AT_ONCE,
    send: async (questions) => (await call('/dns', { questions, timeoutMs: DNS_MS }, dnsReply)).answers,
  });

  const askKubelet = async (options: { signal: AbortSignal }): Promise<KubeletAnswer> => {
    const pod = await current();
    try {
      await cluster.logs(pod, { tailLines: 1, ...options });
      return { answered: true };
    } catch (error) {
      // An answer with a server error is about the kubelet; without an answer nothing is known of it.
      if (!(error instanceof ClusterError) || error.status === undefined || error.status < 500)
        throwGoneAsTransient(error);
      return { answered: false, trouble: error.seen };
    }
  };

  return {
    node,
    pod,
    nameservers,
    clusterDomain,
    tcp: (targets, options) => unlessAborted(Promise.all(targets.map(connectOnce)), options.signal),
    dns: (questions, options) => unlessAborted(Promise.all(questions.map(ask)), options.signal),
    askKubelet,
  };
}

/** The agent was there a moment ago: the next look finds it again, or finds out that it is gone. */
function throwGoneAsTransient(error: unknown): never {
  if (!(error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND')) throw error;
  const { expected, seen } = error;
  throw new ClusterError('CLUSTER_UNAVAILABLE', { expected, seen, transient: true, cause: error });
}

/** The agent of a node is up, or it is known that there will be none. */
function agentUp(namespace: string, name: string): Condition<AgentState> {
  return {
    title: `a probe agent is up on node ${name}`,
    rights: [looksAt(kinds.nodes), looksAt(kinds.pods)],
    read: async (look) => {
      const node: Node | undefined = await look.get(kinds.nodes, { name });
      if (!node) return { state: 'missing', reason: 'the node is gone', excluded: false };
      return agentOn(node, agentPods(await look.list(kinds.pods, { namespace })));
    },
    judge: (seen) => (seen.state === 'coming' ? notYet(seen.reason) : ready()),
  };
}

/** The pods of the fleet, out of those of its namespace. */
export function agentPods(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata }) =>
    Object.entries(agentLabels).every(([key, value]) => metadata?.labels?.[key] === value),
  );
}
