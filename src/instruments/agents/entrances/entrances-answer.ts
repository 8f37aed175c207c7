import { kinds } from '../../../cluster/kinds/kinds.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import {
  doesNotApply,
  ready,
  type Condition,
  type Look,
  type Observation,
} from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT } from '../agent-protocol.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { agents } from '../instrument.ts';
import { serviceRights } from '../rights.ts';
import { askEntrances, FORBIDDEN, type Asked, type IsBad } from './ask-entrances.ts';
import type { EntranceSource, EntranceTarget } from './entrance-source.ts';
import { judgeTroubles } from './judge-troubles.ts';
import { perhapsNoWayOut } from './outside-address.ts';
import { deniedEntrance } from './why-silent.ts';

/** The addresses of an Ingress, a route or a load balancer as agents see them. */
export interface EntrancesSeen {
  asked: readonly Asked[];
  /** Why nothing is asked. */
  why?: string | undefined;
  /** Why what did not answer is not judged. */
  unjudged?: string | undefined;
  /** What `unjudged` is about. @default all that did not answer */
  unjudgedOnly?: readonly Asked[];
}

/** The most agents that ask for the same: the way from one node may be lost. */
const AGENTS = 2;

/**
 * What the addresses of a source answer from inside of the cluster: an answer that does not say that nothing is behind it. It does not apply where
 * nothing is behind it, which others tell, or there is no address that can be asked. It is also met where what did not answer cannot be judged; then
 * `unjudged` says why.
 * @param from the agents that ask: the first, and the next where its answer is bad. @param badStatuses see `entrances.badStatuses`.
 */
export function entrancesAnswer(
  source: EntranceSource,
  from: readonly ProbeAgent[],
  badStatuses: readonly number[],
): Condition<EntrancesSeen> {
  const isBad: IsBad = ({ target, answer: { status, error } }) =>
    error !== undefined || (status !== undefined && (badStatuses.includes(status) || isOfProxy(target, status)));
  const some = from.slice(0, AGENTS);
  return {
    title: `the address of ${source.title} answers`,
    rights: [...source.rights, ...entrancesAnswer.rights],
    todo: source.todo,
    read: async (look) => {
      const { targets, why } = await source.entrances(look);
      // What answers is no object, so that nothing wakes the wait: it looks again by itself.
      void look.cluster;
      const all = await askEntrances(targets, some, isBad, look.signal);
      const { asked, left } = await withoutNodes(look, all);
      const silent = asked.filter(({ answer }) => answer.error !== undefined);
      const spent = silent.some(({ answer }) => answer.error === BUDGET_SPENT);
      const seen = { asked, why: why ?? left };
      if (spent) return { ...seen, unjudged: 'probing.connectionsInAll is spent' };
      const denied = look.last && silent.length > 0 ? await deniedEntrance(look, silent, some) : undefined;
      if (!look.last || denied !== undefined) return { ...seen, unjudged: denied };
      const outside = await perhapsNoWayOut(look, silent);
      const [first] = outside;
      return first ? { ...seen, unjudged: noWayOutText(first), unjudgedOnly: outside } : seen;
    },
    judge: (seen) => judgeEntrances(seen, isBad),
  };
}

entrancesAnswer.rights = [looksAt(kinds.nodes), ...serviceRights];
entrancesAnswer.uses = [agents];

/** Whether a proxy has failed: a server of gRPC answers 200, whatever becomes of the call. https://github.com/grpc/grpc/blob/v1.76.0/doc/PROTOCOL-HTTP2.md */
const isOfProxy = ({ grpc }: EntranceTarget, status: number) => grpc === true && status >= 500;

/** Judges what was answered; pure. */
export function judgeEntrances({ asked, why, unjudged, unjudgedOnly }: EntrancesSeen, isBad: IsBad): Observation {
  if (asked.length === 0) return doesNotApply(why ?? 'it has no address that pods may ask');
  const bad = asked.filter(isBad);
  const isLeftOut = (one: Asked) => one.answer.error !== undefined && (unjudgedOnly?.includes(one) ?? true);
  const judged = unjudged === undefined ? bad : bad.filter((one) => !isLeftOut(one));
  if (judged.length === 0 && bad.length > 0) return ready(unjudged);
  return judgeTroubles(judged.map(badText));
}

const noWayOutText = (one: Asked) =>
  `${badText(one)}: it is outside of the cluster, and pods may have no way out; name it in entrances.urls, which are asked from outside`;

/** Without those that pods must not ask, and those where nothing listens at the address of a node: a NodePort may be meant, which no status tells. */
async function withoutNodes(look: Look, all: readonly Asked[]): Promise<{ asked: Asked[]; left?: string }> {
  const may = all.filter(({ answer }) => answer.error !== FORBIDDEN);
  if (may.every(({ answer }) => answer.error === undefined)) return { asked: may };
  const nodes = await look.list(kinds.nodes);
  const addresses = new Set(nodes.flatMap(({ status }) => status?.addresses ?? []).map(({ address }) => address));
  const isAtNode = ({ address = '', answer }: Asked) => answer.error !== undefined && addresses.has(address);
  const [first] = may.filter(isAtNode);
  const asked = may.filter((one) => !isAtNode(one));
  if (!first) return { asked };
  return {
    asked,
    left: `nothing listens at ${urlOf(first.target)}, the address of a node: its entrances may have other ports`,
  };
}

function badText(one: Asked): string {
  const { target, address, answer, nodes, otherwise } = one;
  const { host, path, serverName } = target;
  const from = `from ${nodes.join(', ')}`;
  if (address === undefined) return `${host} does not resolve (${answer.error}) ${from}`;
  const at = `${urlOf(target)}${serverName === undefined ? '' : ` for ${serverName}`}`;
  if (answer.status !== undefined) return `${at} answers ${answer.status} ${from}`;
  const silent = `${at} ${path === undefined ? 'accepts no connection' : 'does not answer'} (${answer.error})`;
  const other =
    target.otherwise && otherwise !== undefined ? `, nor does ${urlOf(target.otherwise)} (${otherwise})` : '';
  return `${silent}${other} ${from}`;
}

function urlOf({ host, port, tls, path }: EntranceTarget): string {
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return path === undefined ? at : `${tls ? 'https' : 'http'}://${at}${path}`;
}
