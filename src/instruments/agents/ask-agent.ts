import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Look } from '../../conditions/waiting/condition.ts';
import { until } from '../../conditions/waiting/until.ts';
import { WaitError } from '../../conditions/waiting/wait-error.ts';
import { messageOf } from '../../errors/shakedown-error.ts';
import { agentPodsByNode } from './fleet/agent-pods.ts';
import { agentCalls } from './agent-calls.ts';
import { AgentLost } from './fleet/agent-lost.ts';
import { AGENT_PORT } from './agent-protocol.ts';
import { agentOn, type AgentState } from './fleet/agent-state.ts';

/** One call to an agent. */
export interface AgentCall {
  cluster: Cluster;
  namespace: string;
  node: string;
  signal: AbortSignal;
  path: string;
  /** Without a body the call is a GET. */
  body?: object;
  /** Timeout of one attempt, in milliseconds. */
  timeoutMs: number;
  /** Timeout of all attempts together, in milliseconds. */
  withinMs: number;
  /** Whether the agent takes seconds by design, because it opens connections at its pace. @default false */
  isSlow?: boolean;
}

type Asked = { answer: { status: number; body: string } } | { without: Exclude<AgentState, { state: 'up' }> };

/**
 * Calls the agent of a node through the API server, and retries while either fails transiently: an evicted pod is replaced by its DaemonSet
 * within seconds, under another name.
 * @throws AgentLost when there is none, it is unreachable or does not answer in time; ClusterError when the API server itself fails
 */
export async function askAgent(ask: AgentCall): Promise<{ status: number; body: string }> {
  const { cluster, node, withinMs, signal } = ask;
  try {
    const { seen } = await until(cluster, agentAnswers(ask), { withinMs, signal });
    if ('answer' in seen) return seen.answer;
    throw lostWithout(node, seen.without);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WaitError)) throw error;
    const { lastError } = error.state;
    if (!(lastError instanceof ClusterError)) throw new AgentLost(node, error.summary, error);
    if (aboutTheAgent(lastError)) throw new AgentLost(node, lastError.seen, error);
    throw lastError;
  }
}

function agentAnswers({ namespace, node: name, path, body, timeoutMs, isSlow = false }: AgentCall): Condition<Asked> {
  return {
    title: `the probe agent on node ${name} answers`,
    rights: [looksAt(kinds.nodes), looksAt(kinds.pods)],
    read: async (look) => {
      const state = await readAgent(look, namespace, name);
      if (state.state !== 'up') return { without: state };
      const pod = { namespace, name: state.pod.metadata?.name ?? '' };
      const call = { isSlow, timeoutMs, ...(body !== undefined && { method: 'POST' as const, body }) };
      const { cluster, signal } = look;
      return {
        answer: await cluster.podProxy(pod, AGENT_PORT, path, { ...call, signal }).catch(deletedAsTransient),
      };
    },
    judge: (seen) => ('without' in seen && seen.without.state === 'pending' ? notYet(seen.without.reason) : ready()),
  };
}

/**
 * The pod that is the agent of a node now.
 * @throws AgentLost
 */
export async function agentPod({
  cluster,
  namespace,
  node,
  signal,
}: Pick<AgentCall, 'cluster' | 'namespace' | 'node' | 'signal'>): Promise<Pod> {
  const up: Condition<AgentState> = {
    title: `a probe agent is up on node ${node}`,
    rights: [looksAt(kinds.nodes), looksAt(kinds.pods)],
    read: (look) => readAgent(look, namespace, node),
    judge: (seen) => (seen.state === 'pending' ? notYet(seen.reason) : ready()),
  };
  const { seen } = await until(cluster, up, { withinMs: agentCalls.askMs, signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : new AgentLost(node, messageOf(error), error);
  });
  if (seen.state !== 'up') throw lostWithout(node, seen);
  return seen.pod;
}

function lostWithout(node: string, without: Exclude<AgentState, { state: 'up' }>): AgentLost {
  const isDeleted = without.state === 'missing' && without.isDeleted === true;
  return new AgentLost(node, without.reason, undefined, { isDeleted });
}

async function readAgent(look: Look, namespace: string, name: string): Promise<AgentState> {
  const node = await look.get(kinds.nodes, { name });
  if (!node) return { state: 'missing', reason: 'the node was deleted', excluded: false, isDeleted: true };
  return agentOn(node, agentPodsByNode(await look.list(kinds.pods, { namespace })).get(name) ?? []);
}

/** A call that is not answered in time, or does not reach the pod, says nothing about the API server. */
function aboutTheAgent({ code, seen }: ClusterError): boolean {
  return code === 'CLUSTER_TIMEOUT' || seen.includes('error trying to reach service') || seen.includes(POD_DELETED);
}

const POD_DELETED = 'its pod was deleted';

/** The agent's pod existed a moment ago: the next attempt finds a new pod, or that there is none. */
export function deletedAsTransient(error: unknown): never {
  if (!(error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND')) throw error;
  const { expected, seen } = error;
  throw new ClusterError('CLUSTER_UNAVAILABLE', {
    expected,
    seen: `${POD_DELETED}: ${seen}`,
    transient: true,
    cause: error,
  });
}

/** Why a call failed, in one line. */
export function troubleWith(error: unknown): string {
  return error instanceof AgentLost || error instanceof ClusterError ? error.seen : messageOf(error);
}
