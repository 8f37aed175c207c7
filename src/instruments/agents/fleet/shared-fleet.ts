import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../../cluster/real-node.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { notYet, ready, type Condition } from '../../../conditions/waiting/condition.ts';
import { warnings } from '../../../conditions/workloads/read-events.ts';
import { until } from '../../../conditions/waiting/until.ts';
import { WaitError } from '../../../conditions/waiting/wait-error.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { suiteImage } from '../../../objects/image.ts';
import { retryTransient } from '../../../conditions/waiting/retry-transient.ts';
import { milliseconds } from '../../../time/duration.ts';
import type { RunContext } from '../../contract/instrument.ts';
import { AGENT_NAME, agentDaemonSet } from './agent-daemon-set.ts';
import { agentService } from './agent-service.ts';
import { betweenCallsMs } from '../agent-calls.ts';
import { askAgent, troubleWith } from '../ask-agent.ts';
import { clusterDomain } from '../dns/cluster-domain.ts';
import { fleetStates, type FleetStates } from './fleet-states.ts';
import { liveFleet } from './live-fleet.ts';
import { onceForAll } from '../once-for-all.ts';
import { probeAgent } from '../probe-agent.ts';
import type { FleetMembers, ProbeAgent, ProbeFleet, SharedFleet, WithoutAgent } from './probe-fleet.ts';
import { unlessAborted } from '../../../time/unless-aborted.ts';

const factsSchema = z.object({ nameservers: z.array(z.string()), search: z.array(z.string()) });

/** The least timeout of a step of the deployment, in milliseconds, even when the steps before it have used up `time.agents`. */
const LEAST_MS = 5_000;
/** Timeout for reading an agent's name servers, in milliseconds. */
const HEALTHZ_MS = 10_000;
/** Timeout of a later look at the agents, in milliseconds. */
const REFRESH_MS = 10_000;

/** With more agents, their addresses might not fit into one answer of the cluster DNS (64 KiB at most). */
const MOST_ADDRESSES = 1_000;

/** The probe agents of a run: they are deployed when a check first needs them, and removed with the other objects of the run. */
export function makeSharedFleet(run: RunContext): SharedFleet {
  // One token for the run: agents may be up although the answer to their creation was lost.
  const token = randomBytes(16).toString('hex');
  const name = `${AGENT_NAME}-${randomBytes(4).toString('hex')}`;
  const agents = onceForAll(() => deployAgents(run, token));
  const fleet = onceForAll(
    async () => gatherFleet(run, token, await agents()),
    // If no agent came up, all callers get this error; after another error the next caller tries again.
    (error) => error instanceof InstrumentTooWeak,
  );
  const headless = onceForAll(async () => expose(run, name, await agents()));
  return {
    fleet: (signal) => unlessAborted(fleet(), signal),
    headlessService: (signal) => unlessAborted(headless(), signal),
  };
}

/** The agents as they were created. */
interface Deployed {
  daemonSet: DaemonSet;
  /** How many nodes they can run on. */
  nodes: number;
  /** The remaining time for their deployment, in milliseconds. */
  leftMs(): number;
}

async function deployAgents({ cluster, config, objects, signal }: RunContext, token: string): Promise<Deployed> {
  const began = cluster.clock.now();
  const leftMs = () => Math.max(LEAST_MS, milliseconds(config.time.agents) - (cluster.clock.now() - began));
  const nodes = await retryTransient(cluster, { title: 'the nodes are listed', withinMs: leftMs(), signal }, (ofTry) =>
    cluster.list(kinds.nodes, {}, { signal: ofTry }),
  );
  const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
  const manifest = agentDaemonSet({ config, image: suiteImage(config), token, simulated });
  const daemonSet = await objects.create(kinds.daemonSets, manifest, signal);
  return { daemonSet, nodes: nodes.length - simulated.length, leftMs };
}

async function expose(
  { config, objects, signal }: RunContext,
  name: string,
  { daemonSet, nodes }: Deployed,
): Promise<Required<Ref> | undefined> {
  if (nodes > MOST_ADDRESSES) return undefined;
  const ref = { namespace: config.namespaces.suite, name };
  await objects.create(kinds.services, agentService(ref, daemonSet), signal);
  return ref;
}

async function gatherFleet(run: RunContext, token: string, { daemonSet, leftMs }: Deployed): Promise<ProbeFleet> {
  const { cluster, config, signal } = run;
  const place = { cluster, namespace: config.namespaces.suite, config, daemonSet, signal };
  const first = await membersOf(run, token, await statesAfter(leftMs(), fleetIsComplete(place), place), leftMs);
  if (first.agents.length === 0) throw noAgent(place.namespace, first.missing);
  const look = async (before: FleetMembers) => {
    const states = await statesAfter(REFRESH_MS, fleetIsRead(place), place);
    return membersOf(run, token, states, () => REFRESH_MS, before);
  };
  const { clock } = cluster;
  const seed = randomBytes(4).toString('hex');
  const { executes = () => false } = run;
  const { time, probing } = config;
  return liveFleet({ clock, first, look, agentTimeout: time.settle, probing, seed, executes });
}

/**
 * The agents that are up, and the nodes without one.
 * @param before agents whose pod is the same are kept.
 */
async function membersOf(
  { cluster, config, signal }: RunContext,
  token: string,
  states: FleetStates,
  leftMs: () => number,
  before?: FleetMembers,
): Promise<FleetMembers> {
  const namespace = config.namespaces.suite;
  const known = new Map(before?.agents.map((agent) => [agent.pod.metadata?.uid, agent]));
  const perSecond = config.probing.connectionsPerSecond;
  const betweenMs = betweenCallsMs(states.size);
  const places = await Promise.all(
    [...states].map(async ([node, state]): Promise<ProbeAgent | WithoutAgent> => {
      if (state.state === 'pending') return { node, reason: state.reason, excluded: false };
      if (state.state === 'missing') {
        const { state: _, ...without } = state;
        return { node, ...without };
      }
      const { pod } = state;
      const same = known.get(pod.metadata?.uid);
      if (same) return same;
      try {
        const paces = { perSecond, betweenMs };
        return probeAgent({ cluster, namespace, node, pod, token, ...paces, ...(await factsOf(node)), signal });
      } catch (error) {
        signal.throwIfAborted();
        return { node, reason: `its agent does not answer: ${troubleWith(error)}`, excluded: false };
      }
    }),
  );
  return {
    agents: places.filter((place) => 'tcp' in place),
    missing: places.filter((place) => 'reason' in place),
  };

  async function factsOf(node: string): Promise<Pick<ProbeAgent, 'nameservers' | 'clusterDomain'>> {
    const ask = { cluster, namespace, node, path: '/healthz', timeoutMs: HEALTHZ_MS, withinMs: leftMs(), signal };
    const { body } = await askAgent(ask);
    const { nameservers, search } = factsSchema.parse(JSON.parse(body));
    return { nameservers, clusterDomain: clusterDomain(search, namespace) };
  }
}

/** The states when the condition is met, or as they are at the timeout: the agents that are up by then are used. */
async function statesAfter(
  withinMs: number,
  condition: Condition<FleetStates>,
  { cluster, signal }: FleetPlace,
): Promise<FleetStates> {
  let latest: FleetStates = new Map();
  try {
    await until(
      cluster,
      { ...condition, read: async (look) => (latest = await condition.read(look)) },
      { withinMs, signal },
    );
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
  }
  return latest;
}

interface FleetPlace extends Pick<RunContext, 'cluster' | 'config' | 'signal'> {
  namespace: string;
  daemonSet: DaemonSet;
}
/** An agent is up on every node that can have one. */
function fleetIsComplete(place: FleetPlace): Condition<FleetStates> {
  return {
    ...fleetIsRead(place),
    title: 'a probe agent is up on every real node',
    judge: (seen) => {
      const pending = [...seen].flatMap(([node, state]) =>
        state.state === 'pending' ? [`${node}: ${state.reason}`] : [],
      );
      return pending.length === 0 ? ready() : notYet(pending.join('; '), seen.size - pending.length);
    },
  };
}

/** The agents are read, whatever their states. */
function fleetIsRead({ namespace, config, daemonSet: owner }: FleetPlace): Condition<FleetStates> {
  return {
    title: 'the probe agents are read',
    rights: [looksAt(kinds.nodes), looksAt(kinds.pods)],
    read: async (look) => {
      const nodes = await look.list(kinds.nodes);
      const pods = await look.list(kinds.pods, { namespace });
      const { items: events } = await warnings(look, namespace);
      return fleetStates({ nodes, pods, config, owner, events });
    },
    judge: () => ready(),
  };
}

function noAgent(namespace: string, missing: readonly WithoutAgent[]): InstrumentTooWeak {
  return new InstrumentTooWeak('NO_PROBE_AGENT', {
    expected: 'a probe agent on at least one real node',
    seen: missing.map(({ node, reason }) => `${node}: ${reason}`).join('\n') || 'the cluster has no nodes',
    todo: `kubectl -n ${namespace} describe daemonset ${AGENT_NAME}`,
  });
}
