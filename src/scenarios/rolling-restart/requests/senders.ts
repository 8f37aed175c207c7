import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition } from '../../../conditions/waiting/condition.ts';
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

/** Each of these agents gets a connection to a Service: the nodes know its endpoints. */
export function isServed(
  { namespace, name }: Required<Ref>,
  agents: readonly ProbeAgent[],
  { host, port }: { host: string; port: number },
): Condition<readonly string[]> {
  return {
    title: `service ${namespace}/${name} accepts connections from ${agents.length} nodes`,
    rights: [],
    todo: `kubectl -n ${namespace} describe endpointslices -l kubernetes.io/service-name=${name}`,
    read: async ({ signal }) => {
      const answers = await Promise.all(agents.map((agent) => agent.tcp([{ host, port }], { signal })));
      return agents.flatMap(({ node }, index) => {
        const [answer] = answers[index] ?? [];
        return answer?.ok ? [] : [`${node}: ${answer?.error}`];
      });
    },
    judge: (refused) =>
      refused.length === 0
        ? ready()
        : {
            ...notYet(`it does not from node ${refused[0]}`, agents.length - refused.length),
            counts: `${refused.length} of ${agents.length} nodes`,
          },
  };
}
