import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { LedgerOrder } from '../../../instruments/agents/requests/ledger-protocol.ts';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';

/** The most agents that send, so that each sends often enough. */
const MOST = 10;

/**
 * The agents that send requests: those on the nodes of the pods first, because the clocks of these nodes are then known. Pure.
 * @param nodes the nodes of the app's pods.
 */
export function chooseSenders(agents: readonly ProbeAgent[], nodes: ReadonlySet<string>): ProbeAgent[] {
  const isNear = ({ node }: ProbeAgent) => nodes.has(node);
  return [...agents.filter(isNear), ...agents.filter((agent) => !isNear(agent))].slice(0, MOST);
}

/** Where requests go to, and for what they ask. */
export type RequestTarget = Pick<LedgerOrder, 'host' | 'port' | 'path' | 'hostName'>;

/**
 * The address of a Service: its cluster IP and a port; `undefined` where it has none. Pure.
 * @param wanted the number of the port. @default its first one
 */
export function addressOf({ spec }: Service, wanted?: number): { host: string; port: number } | undefined {
  const port = (spec?.ports ?? []).find((one) => wanted === undefined || one.port === wanted);
  const host = spec?.clusterIP ?? '';
  return host === '' || host === 'None' || port === undefined ? undefined : { host, port: port.port };
}
