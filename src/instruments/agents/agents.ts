import type { Ref } from '../../cluster/kind.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import { AGENT_NAME } from './agent-daemon-set.ts';
import type { ProbeAgent, ProbeFleet, Probes } from './probes.ts';

/** Probe agents of the suite's own image, one on each real node, asked through the API server's pod proxy. */
export interface Agents {
  /**
   * All of them, deployed at the first call and shared by all checks of the run.
   * @throws InstrumentTooWeak NO_PROBE_AGENT when there is no agent on any node; then nothing can be judged from inside.
   */
  fleet(): Promise<ProbeFleet>;
  /**
   * The agent on a node. Ends the check as skipped where the node is meant to have none: a simulated one, one of another system, one that
   * the configuration leaves out.
   * @throws InstrumentTooWeak NO_PROBE_AGENT when it should have one and has none
   */
  on(node: string): Promise<ProbeAgent>;
  /**
   * A headless Service over the agents, for clusters that have none of their own; made at the first call, with a name of its own in each
   * run. `undefined` where more agents are than an answer of the cluster DNS has room for.
   */
  headlessService(): Promise<Required<Ref> | undefined>;
}

/** The agents of a run, in the hands of one check. */
export function agentsFor(probes: Probes, namespace: string, scope: CheckScope): Agents {
  const fleet = () => scope.waiting('one is up on every real node', probes.fleet);
  return {
    fleet,
    on: async (node) => {
      const { agents, missing } = await fleet();
      const without = missing.find((one) => one.node === node);
      if (without?.excluded) scope.skip(`no probe agent on node ${node}: ${without.reason}`);
      const agent = agents.find((one) => one.node === node);
      if (agent) return agent;
      throw new InstrumentTooWeak('NO_PROBE_AGENT', {
        expected: `a probe agent on node ${node}`,
        seen: without?.reason ?? 'the node came after the agents',
        todo: `kubectl -n ${namespace} describe daemonset ${AGENT_NAME}`,
      });
    },
    headlessService: () => scope.waiting('a headless Service over them exists', probes.headlessService),
  };
}
