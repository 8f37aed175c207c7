import type { Ref } from '../../cluster/kinds/kind.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import { AGENT_NAME } from './fleet/agent-daemon-set.ts';
import { AgentLost } from './fleet/agent-lost.ts';
import { writeLines, type AgentLines } from './log-lines/write-lines.ts';
import type { ProbeAgent, ProbeFleet, SharedFleet } from './fleet/probe-fleet.ts';

/** The agent of a node, as one check uses it. */
export interface CheckAgent extends ProbeAgent {
  /** The tries of all DNS questions of the check so far, and those without an answer. */
  readonly questions: { readonly asked: number; readonly lost: number };
}

/** Probe agents from the suite's own image, one on each real node. They are called through the API server's pod proxy. */
export interface Agents {
  /**
   * All of them, deployed at the first call and shared by all checks of the run.
   * @throws InstrumentTooWeak NO_PROBE_AGENT when no node has an agent; then nothing can be tested from inside the cluster.
   */
  fleet(): Promise<ProbeFleet>;
  /**
   * The agent on a node. Ends the check as skipped where the node is excluded: a simulated one, one with another operating system, one that
   * the configuration excludes; and when the node was deleted during the run, also while its agent is asked.
   * @param options.toldBy the id of the check that tells that the node has no agent; if the run executes it, this one is skipped then.
   * @throws InstrumentTooWeak NO_PROBE_AGENT when the node should have an agent and has none
   */
  on(node: string, options?: { toldBy?: string }): Promise<CheckAgent>;
  /**
   * A headless Service for the agents, for clusters without another one; created at the first call, with a different name in each run.
   * `undefined` where there are more agents than fit into an answer of the cluster DNS.
   */
  headlessService(): Promise<Required<Ref> | undefined>;
  /**
   * Has agents write one line each to their logs, which collectors have to keep apart from those of other namespaces.
   * @param order.run the word that is in all of them.
   * @param order.most how many agents do.
   * @throws InstrumentTooWeak NO_PROBE_AGENT, PROBE_AGENT_LOST
   */
  writeLines(order: { run: string; most: number }): Promise<AgentLines>;
}

/** The agents of a run, as one check uses them. */
export function agentsFor(
  shared: SharedFleet,
  namespace: string,
  scope: CheckScope,
  executes: (check: string) => boolean = () => false,
): Agents {
  const fleet = () => scope.waiting('one is up on every real node', shared.fleet);
  return {
    fleet,
    on: async (node, { toldBy } = {}) => {
      const found = await fleet();
      const there = () => found.agents.find((one) => one.node === node);
      // It may have come up late.
      if (!there()) await scope.waiting(`one is up on node ${node}`, found.refresh);
      const without = found.missing.find((one) => one.node === node);
      if (without?.excluded) scope.skip(`no probe agent on node ${node}: ${without.reason}`);
      const agent = there();
      if (agent) return unlessDeleted(agent, scope);
      if (!without && found.knew(node)) scope.skip(`node ${node} was deleted during the run`);
      if (toldBy !== undefined && executes(toldBy) && !found.tells(node, `on node ${node}`))
        scope.skip(`no probe agent on node ${node}, as ${toldBy} tells`);
      throw new InstrumentTooWeak('NO_PROBE_AGENT', {
        expected: `a probe agent on node ${node}`,
        seen: without?.reason ?? 'the cluster has no such node',
        todo: `kubectl -n ${namespace} describe daemonset ${AGENT_NAME}`,
      });
    },
    writeLines: async (order) => {
      const { agents } = await fleet();
      return scope.waiting('each writes a line to its log', (signal) => writeLines(agents, order, signal));
    },
    headlessService: () => scope.waiting('a headless Service over them exists', shared.headlessService),
  };
}

/** The agent; when its node was deleted, there is nothing to judge, and the check ends as skipped. */
function unlessDeleted(agent: ProbeAgent, scope: CheckScope): CheckAgent {
  const questions = { asked: 0, lost: 0 };
  const guarded =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      try {
        return await ask(...args);
      } catch (error) {
        if (error instanceof AgentLost && error.isDeleted) scope.skip(`node ${agent.node} was deleted during the run`);
        throw error;
      }
    };
  return {
    ...agent,
    tcp: guarded(agent.tcp),
    payload: guarded(agent.payload),
    certificates: guarded(agent.certificates),
    http: guarded(agent.http),
    questions,
    dns: guarded(async (...args) => {
      const answers = await agent.dns(...args);
      for (const { lost = 0, error } of answers) {
        questions.asked += lost + (error === 'timeout' ? 0 : 1);
        questions.lost += lost;
      }
      return answers;
    }),
    startRequests: guarded(agent.startRequests),
    readRequests: guarded(agent.readRequests),
    writeLine: guarded(agent.writeLine),
    askKubelet: guarded(agent.askKubelet),
  };
}
