import type { Config } from '../../../config/schema.ts';
import { inTurnByKey } from '../in-turn.ts';

/** Connections from a node to an address. */
export interface Way {
  node: string;
  /** Address and port. */
  target: string;
  /** How many endpoints share the connections: those behind a cluster IP, and 1 for an endpoint. */
  endpoints: number;
  times: number;
}

/** Opens the connections of a way when it is its turn. */
export type FleetPace = <T>(way: Way, open: () => Promise<T>) => Promise<T>;

/** For how many seconds of its pace an agent gets work: its answers come in time, however much waits. */
const QUEUE_SECONDS = 30;
const SECOND_MS = 1_000;
/**
 * Connections to a target that agents were asked for and have not answered are at most those of so many seconds. If late agents open all of them in one second, it gets
 * them and the next ones: four times its pace.
 */
export const UNANSWERED_SECONDS = 3;

/**
 * Spreads the connections of all checks: agents are asked for no more to an endpoint in a second than it may get from all nodes together, and a node for no more at a time than
 * its agent opens within half a minute.
 */
export function fleetPace({ connectionsPerSecond, connectionsPerSecondToEndpoint }: Config['probing']): FleetPace {
  const fromNode = inTurnByKey();
  const toTarget = inTurnByKey({ leastMs: SECOND_MS, mostMs: SECOND_MS });
  const unanswered = inTurnByKey();
  const mostOfNode = connectionsPerSecond * QUEUE_SECONDS;
  return ({ node, target, endpoints, times: weight }, open) => {
    const most = mostAtATime(connectionsPerSecondToEndpoint, endpoints);
    return fromNode({ key: node, most: mostOfNode, weight }, () =>
      unanswered({ key: target, most: most * UNANSWERED_SECONDS, weight }, () =>
        toTarget({ key: target, most, weight }, open),
      ),
    );
  };
}

/** Connections of one node to a Service, of many Services on average. */
const USUAL = 60;
/** Connections of one node to a Service with one endpoint. */
const FEWEST = 3;
/** How long all this takes at the default pace, in milliseconds: checks have time for that in any case. */
const IN_TIME_MS = 60_000;
const MOST_MS = 1_800_000;

/**
 * How much longer a check of a Service takes because connections are opened slowly, in milliseconds: many checks share an agent, and many nodes an endpoint. None at
 * the default pace; pure.
 */
export function slownessMs({ probing, run }: Pick<Config, 'probing' | 'run'>): number {
  const ofNode = (run.concurrency * USUAL) / probing.connectionsPerSecond;
  const ofEndpoint = (probing.nodesPerService * FEWEST) / probing.connectionsPerSecondToEndpoint;
  const ms = Math.ceil((ofNode + ofEndpoint) * SECOND_MS) - IN_TIME_MS;
  return Math.min(MOST_MS, Math.max(0, ms));
}

/**
 * How many connections a target may get in a second; pure.
 * @param endpoints how many share them.
 */
export function mostAtATime(perSecondToEndpoint: number, endpoints: number): number {
  return Math.max(1, Math.floor(perSecondToEndpoint * Math.max(1, endpoints)));
}
