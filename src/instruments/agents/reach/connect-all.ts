import { AgentLost } from '../fleet/agent-lost.ts';
import { mostAtATime } from '../fleet/fleet-pace.ts';
import type { ProbeAgent, ProbeFleet, TcpAnswer } from '../fleet/probe-fleet.ts';
import { joinedAnswers } from '../joined-answers.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Ask, ProbePlan } from './probe-plan.ts';

/** What a round of connections needs. */
export interface RoundOptions {
  fleet: Pick<ProbeFleet, 'inTurn' | 'pace' | 'probing'>;
  agents: readonly ProbeAgent[];
  signal: AbortSignal;
  agentTimeoutMs: number;
  last: boolean;
}

/**
 * Makes the connections of one round, and notes them in the record. They are spread over time: no endpoint gets more in a second than it may from all
 * nodes together.
 * @returns the agents that did not answer
 * @throws AgentLost when no agent has answered so far
 */
export async function connectAll(
  plan: ProbePlan,
  record: ConnectionRecord,
  { fleet, agents, signal, agentTimeoutMs, last }: RoundOptions,
): Promise<{ node: string; reason: string }[]> {
  const lost = new Map<string, AgentLost>();
  const round = record.next(plan, last);
  const asked = agents.filter(({ node }) => (round.get(node)?.length ?? 0) > 0);
  const ways = asked.flatMap((agent) => (round.get(agent.node) ?? []).map((ask) => ({ agent, ask })));
  await fleet.inTurn(ways.length, async () => {
    signal.throwIfAborted();
    await Promise.all(ways.map(({ agent, ask }) => connectWay(agent, ask)));
  });
  const [first] = lost.values();
  if (first && lost.size === asked.length && record.contacts.length === 0) throw first;
  return [...lost.values()].map(({ node, seen }) => ({ node, reason: seen }));

  async function connectWay(agent: ProbeAgent, ask: Ask): Promise<void> {
    const { node } = agent;
    const { host, port } = ask.address;
    const most = mostAtATime(fleet.probing.connectionsPerSecondToEndpoint, ask.endpoints);
    const connect = (times: number) =>
      fleet.pace({ node, target: `${host} ${port}`, endpoints: ask.endpoints, times }, async () => {
        signal.throwIfAborted();
        return lost.has(node) ? undefined : connectTimes(agent, { host, port, times });
      });
    const answers = await Promise.all(parts(ask.times, most).map(connect));
    const answered = answers.filter((answer) => answer !== undefined);
    if (answered.length < answers.length) return;
    record.note(node, ask, joinedAnswers(answered));
  }

  /** The answer, or `undefined` when there is none: nodes may be deleted during the run, and the other agents still test. */
  async function connectTimes(
    agent: ProbeAgent,
    target: { host: string; port: number; times: number },
  ): Promise<TcpAnswer | undefined> {
    const { node } = agent;
    const tooLate = AbortSignal.timeout(agentTimeoutMs);
    try {
      const [answer] = await agent.tcp([target], { signal: AbortSignal.any([signal, tooLate]) });
      return answer;
    } catch (error) {
      const late = error === tooLate.reason && !signal.aborted;
      const gone = late ? new AgentLost(node, `no answer within ${agentTimeoutMs / 1_000} s`, error) : error;
      if (!(gone instanceof AgentLost)) throw error;
      lost.set(node, gone);
      return undefined;
    }
  }
}

/** As many connections, in parts of at most so many. */
function parts(times: number, most: number): number[] {
  return Array.from({ length: Math.ceil(times / most) }, (_, index) => Math.min(most, times - index * most));
}
