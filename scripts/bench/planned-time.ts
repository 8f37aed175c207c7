import { betweenCallsMs, connectionsPerCall } from '../../src/instruments/agents/agent-calls.ts';

/** What a run of probing has to do, and how fast it may. */
export interface Planned {
  agents: number;
  /** The connections of the agent with the most. */
  ofAgent: number;
  /** The connections per second that an agent opens. */
  pace: number;
  /** The connections to the address with the most, and how many of them per second it may get. */
  ofAddress: number;
  paceOfAddress: number;
}

/** The least time that probing can take by its own limits, in seconds, by each of them; pure. */
export function plannedSeconds({ agents, ofAgent, pace, ofAddress, paceOfAddress }: Planned): Record<Limit, number> {
  return {
    'the pace of an agent': ofAgent / pace,
    'the calls to an agent': Math.ceil(ofAgent / connectionsPerCall(pace)) * (betweenCallsMs(agents) / 1_000),
    'the pace to an address': ofAddress / paceOfAddress,
  };
}

/** What limits how fast agents connect. */
type Limit = 'the pace of an agent' | 'the calls to an agent' | 'the pace to an address';
