import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice } from '../../../cluster/kinds/kinds.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../../../conditions/waiting/condition.ts';
import { rightsOf } from '../../contract/uses.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import { agents as agentsInstrument } from '../instrument.ts';
import type { PayloadAnswer, ProbeAgent, ProbeFleet } from '../fleet/probe-fleet.ts';
import { familiesOf, familyOf } from './address-family.ts';
import { PayloadRecord, type Exchange, type ExchangesPerRound, type PayloadPod } from './payload-record.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';

/** The payloads that nodes have exchanged with a target app. */
export interface PayloadsSeen {
  exchanges: readonly Exchange[];
  bytes: number;
  /** Why some could not be exchanged, although no payload was lost. */
  unjudged?: string;
  /** What is worth knowing although nothing is wrong: payloads that failed at first. */
  note?: string;
}

/** Which payloads are exchanged, and by which nodes. */
export interface Payloads {
  /** @default that of the configuration: `probing.payload` */
  bytes?: number;
  /** Whether the nodes that have a pod exchange them with each other, every two of them. @default each node with two pods */
  everyPair?: boolean;
}

/** To how many pods each node sends. */
const PODS = 2;
/** Longer payloads than these fail for other reasons than the size of packets. */
const FEW_BYTES = 65_536;
/** All of a round have to be through within the time of one: long payloads are exchanged one by one. */
const OF_LONG: ExchangesPerRound = { first: 1, afterFailure: 2 };
/** How many nodes send at a time: the app keeps what it receives in its memory. */
const NODES_AT_ONCE = 50;
const NO_ENDPOINT = 'it has no ready endpoint';
/** Exchanges listed in a message; further ones are only counted. */
const NAMED = 3;

/**
 * Each node exchanges payloads with pods of a target app on other nodes, in both directions, and none may be lost; see {@link PayloadRecord}. A connection needs only small packets: where larger ones
 * than the way allows are dropped, it succeeds and nothing else does.
 * @param ref the Service of the target app
 * It is also ready when the pods cannot be connected to, which is not its subject: then `unjudged` says so.
 */
export function payloadsArrive(
  ref: Ref & { namespace: string },
  fleet: ProbeFleet,
  { bytes = fleet.probing.payload, everyPair = false }: Payloads = {},
): Condition<PayloadsSeen> {
  const record = bytes > FEW_BYTES ? new PayloadRecord(OF_LONG) : new PayloadRecord();
  return {
    title: `${bytes} bytes from ${everyPair ? 'every node with a pod' : 'every real node'} arrive at pods of ${ref.namespace}/${ref.name}, and come back`,
    rights: rightsOf([payloadsArrive]),
    todo: 'compare the MTU of the pods, of the nodes and of the network between them: kubectl exec POD -- ip link',
    read: async (look) => {
      const pods = podsOf(slicesOf(ref, await look.list(kinds.endpointSlices, { around: [ref.namespace] })));
      const agents = everyPair ? withPods(fleet.agents, pods) : fleet.agents;
      const round: Round = { pods, agents, bytes, look, most: everyPair ? pods.length : PODS };
      await exchangeAll(record, round);
      // There is no later round for a way that has just become healthy.
      while (look.last && record.isRecovering) await exchangeAll(record, round);
      const { exchanges } = record;
      const isOpen = exchanges.some(({ answer }) => answer.reached !== 'received');
      // Without its own requests it would look again only after a pause.
      if (isOpen) void look.cluster;
      const isFinal = look.last || (exchanges.length === 0 && pods.length > 0);
      const unjudged = isFinal ? whyUnjudged(exchanges, pods) : undefined;
      const note = isOpen ? undefined : failedAtFirst(exchanges);
      return { exchanges, bytes, ...(unjudged !== undefined && { unjudged }), ...(note !== undefined && { note }) };
    },
    judge: judgePayloads,
  };
}

payloadsArrive.rights = [looksAt(kinds.endpointSlices)];
payloadsArrive.uses = [agentsInstrument];

/** Judges the exchanges; pure. */
export function judgePayloads({ exchanges, bytes, unjudged }: PayloadsSeen): Observation {
  const done = exchanges.filter(({ answer }) => answer.reached === 'received');
  const lost = exchanges.filter(({ answer }) => isLost(answer));
  if (lost.length > 0) return notYet(lostText(lost, exchanges, bytes), done.length);
  if (unjudged !== undefined) return ready(unjudged);
  if (exchanges.length === 0) return notYet(NO_ENDPOINT);
  if (done.length === exchanges.length) return ready();
  return notYet(openText(exchanges), done.length);
}

/** A payload was lost: the connection was accepted, and nothing more came. Any other answer came from something. */
const isLost = ({ reached, error }: PayloadAnswer) =>
  (reached === 'connected' || reached === 'sent') && error === 'timeout';

function lostText(lost: readonly Exchange[], all: readonly Exchange[], bytes: number): string {
  const texts = lost.slice(0, NAMED).map(({ node, pod, answer, tried, failed }) => {
    const what = answer.reached === 'sent' ? 'arrive, but do not come back' : 'do not arrive';
    const share = failed < tried ? ` in ${failed} of ${tried} exchanges` : '';
    return `${node} connects to ${addressOf(pod)}, but ${bytes} bytes ${what}${share}`;
  });
  const more = lost.length > NAMED ? [`and ${lost.length - NAMED} more`] : [];
  const cause =
    bytes > FEW_BYTES
      ? 'packets are lost, or the way between the nodes is very slow'
      : 'packets that are larger than the way between the nodes allows are dropped (MTU)';
  return `${sum(lost, 'failed')} of ${sum(all, 'tried')} payloads are lost: ${[...texts, ...more].join('; ')}: ${cause}`;
}

function whyUnjudged(exchanges: readonly Exchange[], pods: readonly PayloadPod[]): string | undefined {
  if (exchanges.length === 0) return pods.length === 0 ? NO_ENDPOINT : 'no node could send to its pods';
  const isOpen = ({ answer }: Exchange) => answer.reached !== 'received' && !isLost(answer);
  return exchanges.some(isOpen) ? openText(exchanges) : undefined;
}

function openText(exchanges: readonly Exchange[]): string {
  const open = exchanges.filter(({ answer }) => answer.reached !== 'received');
  const [{ node, pod, answer }] = open as [Exchange];
  const how = answer.reached === 'nothing' ? `does not connect to` : `gets another answer from`;
  return `${sum(open, 'failed')} of ${sum(exchanges, 'tried')} payloads could not be sent: ${node} ${how} ${addressOf(pod)} (${answer.error})`;
}

function addressOf({ host, port, name, node }: PayloadPod): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port} (pod ${name} on ${node})`;
}

/** Payloads that did not come to their end on ways that were healthy in the end, in one sentence; `undefined` when there are none. */
function failedAtFirst(exchanges: readonly Exchange[]): string | undefined {
  const bad = exchanges.filter(({ failed }) => failed > 0);
  const [first] = bad;
  if (first === undefined) return undefined;
  const more = bad.length > 1 ? `, and ${bad.length - 1} more such ways` : '';
  return `${sum(bad, 'failed')} of ${sum(exchanges, 'tried')} payloads failed at first, and none later: from ${first.node} to ${addressOf(first.pod)}${more}`;
}

function sum(exchanges: readonly Exchange[], what: 'tried' | 'failed'): number {
  return exchanges.reduce((total, one) => total + one[what], 0);
}

interface Round {
  pods: readonly PayloadPod[];
  agents: readonly ProbeAgent[];
  bytes: number;
  look: Look;
  /** To how many pods each node sends. */
  most: number;
}

/** The exchanges of one round. */
async function exchangeAll(record: PayloadRecord, { pods, agents, bytes, look, most }: Round): Promise<void> {
  const ways = agents.map((agent, turn) => ({ agent, chosen: chosenFor(agent, pods, turn, most) }));
  record.keep(ways.flatMap(({ agent: { node }, chosen }) => chosen.map((pod) => ({ node, pod }))));
  for (let first = 0; first < ways.length; first += NODES_AT_ONCE) {
    const some = ways.slice(first, first + NODES_AT_ONCE);
    await Promise.all(some.map(({ agent, chosen }) => exchangesOf(record, { agent, pods: chosen, bytes, look })));
  }
}

async function exchangesOf(
  record: PayloadRecord,
  { agent, pods, bytes, look: { signal } }: Omit<Round, 'agents' | 'most'> & { agent: ProbeAgent },
): Promise<void> {
  const { node } = agent;
  const asked = pods.map((pod) => ({ pod, times: record.times(node, pod) }));
  const targets = asked.flatMap(({ pod: { host, port }, times }) =>
    Array.from({ length: times }, () => ({ host, port, bytes })),
  );
  if (targets.length === 0) return;
  try {
    const answers = await agent.payload(targets, { signal });
    let first = 0;
    for (const { pod, times } of asked) {
      record.note(node, pod, answers.slice(first, first + times));
      first += times;
    }
  } catch (error) {
    // The check of its node is about that.
    if (!(error instanceof AgentLost)) throw error;
  }
}

/** The agents on the nodes that have a pod. */
function withPods(agents: readonly ProbeAgent[], pods: readonly PayloadPod[]): ProbeAgent[] {
  const nodes = new Set(pods.map(({ node }) => node));
  return agents.filter(({ node }) => nodes.has(node));
}

/** The pods that an agent sends to: on other nodes if there are any, and not the same ones for all agents; pure. @param most how many pods. */
export function chosenFor(agent: ProbeAgent, pods: readonly PayloadPod[], turn: number, most = PODS): PayloadPod[] {
  const families = familiesOf(agent);
  const possible = pods.filter(({ host }) => families.has(familyOf(host)));
  const elsewhere = possible.filter(({ node }) => node !== agent.node);
  const from = elsewhere.length > 0 ? elsewhere : possible;
  return Array.from({ length: Math.min(most, from.length) }, (_, index) => from[(turn + index) % from.length]).filter(
    (pod) => pod !== undefined,
  );
}

function podsOf(slices: readonly EndpointSlice[]): PayloadPod[] {
  return slices.flatMap((slice) => {
    const port = (slice.ports ?? []).find(({ protocol = 'TCP' }) => protocol === 'TCP')?.port;
    if (port === undefined) return [];
    return servingEndpoints([slice]).flatMap(({ addresses: [host], targetRef, nodeName }) =>
      host === undefined ? [] : [{ host, port, name: targetRef?.name ?? host, node: nodeName ?? 'an unknown node' }],
    );
  });
}
