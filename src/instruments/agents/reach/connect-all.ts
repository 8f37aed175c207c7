import { AgentLost } from '../fleet/agent-lost.ts';
import { mostAtATime, UNANSWERED_SECONDS } from '../fleet/fleet-pace.ts';
import type { ProbeAgent, ProbeFleet, TcpAnswer } from '../fleet/probe-fleet.ts';
import { joinedAnswers } from '../joined-answers.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { hashedStart } from './hashed-start.ts';
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
  const perSecond = fleet.probing.connectionsPerSecondToEndpoint;
  const lost = new Map<string, AgentLost>();
  const round = record.next(plan, last);
  const asked = agents.filter(({ node }) => (round.get(node)?.length ?? 0) > 0);
  const ways = asked.flatMap((agent) => (round.get(agent.node) ?? []).map((ask) => ({ agent, ask })));
  const targets = [...Map.groupBy(ways, ({ ask: { address } }) => `${address.host} ${address.port}`)].map(
    ([target, own]) => ({ own: spread(own, target), atOnce: Math.min(own.length, waysAtOnce(own)) }),
  );
  const active = targets.reduce((sum, { atOnce }) => sum + atOnce, 0);
  await fleet.inTurn(active, async () => {
    signal.throwIfAborted();
    await Promise.all(targets.map(({ own, atOnce }) => inOrder(own, atOnce, connectWay)));
  });
  const [first] = lost.values();
  if (first && lost.size === asked.length && record.contacts.length === 0) throw first;
  return [...lost.values()].map(({ node, seen }) => ({ node, reason: seen }));

  /** More ways to a target would only wait for their turn, and take memory. */
  function waysAtOnce(own: readonly { ask: Ask }[]): number {
    const fewest = Math.min(...own.map(({ ask }) => ask.times));
    const most = Math.max(...own.map(({ ask }) => mostAtATime(perSecond, ask.endpoints)));
    return Math.ceil((most * UNANSWERED_SECONDS) / fewest);
  }

  async function connectWay({ agent, ask }: { agent: ProbeAgent; ask: Ask }): Promise<void> {
    const { node } = agent;
    const { host, port } = ask.address;
    const most = mostAtATime(perSecond, ask.endpoints);
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
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const lose = () => reject(new AgentLost(node, `no answer within ${agentTimeoutMs / 1_000} s`));
      timer = setTimeout(lose, agentTimeoutMs);
    });
    try {
      const [answer] = await Promise.race([agent.tcp([target], { signal }), late]);
      return answer;
    } catch (error) {
      if (!(error instanceof AgentLost)) throw error;
      lost.set(node, error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The ways to a target, not beginning with the same node for each: otherwise few nodes would do the work of all Services, one after the other. */
function spread<Way>(ways: readonly Way[], target: string): Way[] {
  const start = hashedStart(target, ways.length);
  return [...ways.slice(start), ...ways.slice(0, start)];
}

/** Does the same for all items, for so many at a time. */
async function inOrder<Item>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** As many connections, in parts of at most so many. */
function parts(times: number, most: number): number[] {
  return Array.from({ length: Math.ceil(times / most) }, (_, index) => Math.min(most, times - index * most));
}
