import { AgentLost } from '../fleet/agent-lost.ts';
import type { InTurn } from '../in-turn.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { ProbePlan } from './probe-plan.ts';

/**
 * Makes the connections of one round, and notes them in the record.
 * @returns the agents that did not answer
 * @throws AgentLost when no agent has answered so far
 */
export async function connectAll(
  plan: ProbePlan,
  record: ConnectionRecord,
  options: {
    agents: readonly ProbeAgent[];
    inTurn: InTurn;
    signal: AbortSignal;
    agentTimeoutMs: number;
    last: boolean;
  },
): Promise<{ node: string; reason: string }[]> {
  const { agents, inTurn, signal, agentTimeoutMs, last } = options;
  const lost: AgentLost[] = [];
  const round = record.next(plan, last);
  const asked = agents.filter(({ node }) => (round.get(node)?.length ?? 0) > 0);
  const ways = asked.reduce((sum, { node }) => sum + (round.get(node)?.length ?? 0), 0);
  await inTurn(ways, async () => {
    signal.throwIfAborted();
    const tooLate = AbortSignal.timeout(agentTimeoutMs);
    const either = AbortSignal.any([signal, tooLate]);
    await Promise.all(
      asked.map(async (agent) => {
        const { node } = agent;
        const asks = round.get(node) ?? [];
        const planned = new Map(plan.asks.get(node)?.map(({ address, times }) => [address, times]));
        try {
          const targets = asks.map(({ address: { host, port }, times }) => ({ host, port, times }));
          const answers = await agent.tcp(targets, { signal: either });
          for (const [index, ask] of asks.entries()) {
            const answer = answers[index];
            if (answer) record.note(node, ask, answer, planned.get(ask.address) ?? ask.times);
          }
        } catch (error) {
          // Nodes may be deleted during the run; the other agents still test.
          const late = error === tooLate.reason && !signal.aborted;
          const gone = late ? new AgentLost(node, `no answer within ${agentTimeoutMs / 1_000} s`, error) : error;
          if (!(gone instanceof AgentLost)) throw error;
          lost.push(gone);
        }
      }),
    );
  });
  const [first] = lost;
  if (first && lost.length === asked.length && record.contacts.length === 0) throw first;
  return lost.map(({ node, seen }) => ({ node, reason: seen }));
}
