import type { Clock } from '../../../time/clock.ts';
import { unlessAborted } from '../../../time/unless-aborted.ts';
import { inTurnUpTo } from '../in-turn.ts';
import { fleetPace } from './fleet-pace.ts';
import { nodeTellers } from './node-tellers.ts';
import type { FleetMembers, ProbeFleet } from './probe-fleet.ts';

/** The least time between two looks at the agents, in milliseconds. */
const BETWEEN_MS = 10_000;

/**
 * Ways from nodes to addresses that are tested at a time, by all checks. Each takes about a kilobyte until it is answered, and agents open connections at their
 * pace, however many wait.
 */
const WAYS_AT_ONCE = 6_000;

/** What a fleet is made of. */
export interface LiveFleetOptions extends Pick<ProbeFleet, 'agentTimeout' | 'probing' | 'seed'> {
  clock: Clock;
  /** The agents when the fleet was complete. */
  first: FleetMembers;
  /** Whether the run executes a check, by its id. */
  executes: (check: string) => boolean;
  /** Looks which agents there are now. */
  look(before: FleetMembers): Promise<FleetMembers>;
}

/** The agents of a run, which change with its nodes. */
export function liveFleet({ clock, first, look, executes, ...settings }: LiveFleetOptions): ProbeFleet {
  let members = first;
  let looking: { since: number; done: Promise<void> } = { since: clock.now(), done: Promise.resolve() };
  const known = new Set([...first.agents, ...first.missing].map(({ node }) => node));
  const lookAgain = async () => {
    members = await look(members);
  };
  return {
    ...settings,
    inTurn: inTurnUpTo(WAYS_AT_ONCE),
    pace: fleetPace(settings.probing),
    get agents() {
      return members.agents;
    },
    get missing() {
      return members.missing;
    },
    tells: nodeTellers(first.missing, executes),
    knew: (node) => known.has(node),
    refresh: (signal) => {
      if (clock.now() - looking.since >= BETWEEN_MS) looking = { since: clock.now(), done: lookAgain() };
      return unlessAborted(looking.done, signal);
    },
  };
}
