import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { CLOSED } from '../agent-protocol.ts';
import type { TcpAnswer } from '../fleet/probe-fleet.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The result of connecting from one agent to one address, over all rounds. */
export interface Contact {
  node: string;
  address: ServiceAddress;
  answer: TcpAnswer;
  /** The NetworkPolicies that deny the agent this connection. */
  denied?: string;
  /** Why it is not known whether it should have been answered. */
  unjudged?: string;
  /** Why nothing listens there by design: then it is no fault. */
  closed?: string;
}

/** Errors that something at the other end has caused. */
const FROM_THERE = new Set(['ECONNREFUSED', 'ECONNRESET', CLOSED]);
const SENT_AGAIN = 'a packet was lost, and sent again after 1 s';

/** Addresses and nodes listed in a message; further ones are only counted. */
const NAMED = 5;
const NAMED_NODES = 3;

/**
 * Whether all connections succeeded that no policy denies or may deny, and that are not closed by design; pure. Connections that a policy drops cannot be judged, and waiting
 * does not change that.
 */
export function judgeContacts(contacts: readonly Contact[]): Observation {
  const failed = contacts.filter(
    ({ answer, denied, unjudged, closed }) => !answer.ok && (denied ?? unjudged ?? closed) === undefined,
  );
  if (failed.length === 0) return ready();
  const dead = deadNodes(failed, contacts);
  const byAddress = Map.groupBy(
    failed.filter(({ node }) => !dead.has(node)),
    ({ address, answer }) => `${nameOf(address)} ${errorOf(answer)} ${isPartial(answer)} ${isSlow(answer)}`,
  );
  // Endpoints first: when they do not answer, neither does the cluster IP.
  const lines = [...byAddress.values()]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([first, ...rest]) => describe(first as Contact, [first as Contact, ...rest], contacts));
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more addresses`] : [];
  const text = [...(dead.size > 0 ? [deadText(dead, contacts)] : []), ...lines.slice(0, NAMED), ...more].join('; ');
  return notYet(`${countsText(failed, contacts)}: ${text}`, contacts.length - failed.length);
}

/** How many connections of all were lost. */
function countsText(lost: readonly Contact[], all: readonly Contact[]): string {
  const [failed, slow, tried] = [sum(lost, 'failed'), sum(lost, 'slow'), counted(all)];
  if (failed === 0) return `${slow} of ${tried} connections took more than 1 s`;
  return `${failed} of ${tried} connections failed${slow > 0 ? `, and ${slow} took more than 1 s` : ''}`;
}

/**
 * The contacts without the policies that cannot explain them; pure. A policy drops all connections to an endpoint or none: it does not explain the loss
 * of some, nor that of some at a cluster IP all of whose endpoints answer the same node.
 */
export function withoutExcuse(contacts: readonly Contact[]): Contact[] {
  const closed = new Set(
    contacts.filter(({ address, answer }) => address.kind === 'endpoint' && !answer.ok).map(({ node }) => node),
  );
  return contacts.map(({ denied, unjudged, ...contact }) => {
    const { address, answer, node } = contact;
    const lossy = isPartial(answer) && (address.kind === 'endpoint' || !closed.has(node));
    if (lossy) return contact;
    return { ...contact, ...(denied !== undefined && { denied }), ...(unjudged !== undefined && { unjudged }) };
  });
}

/** How many connections were tried; pure. */
export function counted(contacts: readonly Contact[]): number {
  return sum(contacts, 'tried');
}

/** Connections that failed, or were slow, on ways that were healthy in the end, in one sentence; `undefined` when there are none. Pure. */
export function lostText(contacts: readonly Contact[]): string | undefined {
  const good = contacts.filter(({ answer }) => answer.ok);
  const text = (what: 'failed' | 'slow', how: string) => {
    const lost = good.filter(({ answer }) => (answer[what] ?? 0) > 0);
    const from = nodesText(lost.map(({ node }) => node));
    return lost.length === 0
      ? []
      : [`${sum(lost, what)} of ${counted(contacts)} connections ${how} at first from ${from}, and none later`];
  };
  const texts = [...text('failed', 'failed'), ...text('slow', `took more than 1 s (${SENT_AGAIN})`)];
  return texts.length === 0 ? undefined : texts.join('; ');
}

/**
 * The nodes that reach nothing while other nodes reach all of it: then the addresses are not at fault. What refuses or closes a connection is
 * the other end.
 */
function deadNodes(failed: readonly Contact[], contacts: readonly Contact[]): Set<string> {
  const asked = Map.groupBy(contacts, ({ node }) => node);
  const bad = Map.groupBy(failed, ({ node }) => node);
  if (![...asked].some(([node, own]) => own.length > 1 && !bad.has(node))) return new Set();
  const isDead = ([node, own]: [string, Contact[]]) =>
    own.length > 1 &&
    own.length === asked.get(node)?.length &&
    own.every(({ answer }) => !isPartial(answer) && !FROM_THERE.has(answer.error ?? ''));
  return new Set([...bad].filter(isDead).map(([node]) => node));
}

function deadText(dead: ReadonlySet<string>, contacts: readonly Contact[]): string {
  const own = contacts.filter(({ node }) => dead.has(node));
  const [first] = own as [Contact];
  const names = nodesText([...dead]);
  const { host, port } = first.address;
  const example = `${formatAddress(host, port)} ${errorOf(first.answer)}`;
  const verb = dead.size === 1 ? 'reaches' : 'reach';
  return `${names} ${verb} none of its addresses (${example}), and other nodes reach all of them: the network of ${names} is at fault`;
}

function describe({ address, answer }: Contact, failed: readonly Contact[], all: readonly Contact[]): string {
  const nodes = failed.map(({ node }) => node);
  const from = nodesText(nodes);
  const meaning = meaningOf(address, answer, nodes, all);
  if (isSlow(answer))
    return `${sum(failed, 'slow')} of ${counted(failed)} connections to ${nameOf(address)} took more than 1 s from ${from}: ${SENT_AGAIN}`;
  if (!isPartial(answer)) return `${nameOf(address)} ${errorOf(answer)} from ${from}${meaning}`;
  const counts = `${sum(failed, 'failed')} of ${counted(failed)}`;
  return `${counts} connections to ${nameOf(address)} failed from ${from}: ${partialErrorOf(answer)}${meaning}`;
}

function meaningOf(
  { kind, port }: ServiceAddress,
  answer: TcpAnswer,
  nodes: readonly string[],
  all: readonly Contact[],
): string {
  if (kind === 'endpoint') {
    if (answer.error === CLOSED) return ', and the other endpoints do not: something accepts there in place of the app';
    return answer.error === 'ECONNREFUSED' && !isPartial(answer) ? `: nothing listens on port ${port}` : '';
  }
  const endpoints = all.filter(({ address, node }) => address.kind === 'endpoint' && nodes.includes(node));
  if (endpoints.length === 0 || !endpoints.every((one) => one.answer.ok)) return '';
  const each = isPartial(answer) ? 'each of them' : 'them';
  const why = `kube-proxy there, or its replacement, does not forward to ${each}`;
  return isPartial(answer) ? `, though its endpoints answer: ${why}` : `, though its endpoints do: ${why}`;
}

/** All connections succeeded, and some took so long that a packet was lost. */
const isSlow = ({ failed, slow = 0 }: TcpAnswer) => failed === 0 && slow > 0;

/** Some connections succeeded, in one round or another. */
const isPartial = ({ failed, tried }: TcpAnswer) => failed < tried;

function nameOf({ host, port, kind, pod }: ServiceAddress): string {
  return `${formatAddress(host, port)} (${kind === 'endpoint' ? (pod === undefined ? 'endpoint' : `pod ${pod}`) : kind})`;
}

function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function nodesText(nodes: readonly string[]): string {
  const names = [...new Set(nodes)].toSorted();
  const more = names.length - NAMED_NODES;
  return more > 0 ? `${names.slice(0, NAMED_NODES).join(', ')} and ${more} more nodes` : names.join(', ');
}

function errorOf({ error }: TcpAnswer): string {
  if (error === 'ECONNREFUSED') return 'refused the connection';
  if (error === 'timeout') return 'did not answer';
  if (error === 'ECONNRESET') return 'accepted the connection and reset it at once';
  if (error === CLOSED) return 'accepted the connection and closed it at once';
  return `failed with ${error}`;
}

function partialErrorOf({ error }: TcpAnswer): string {
  if (error === 'ECONNREFUSED') return 'they were refused';
  if (error === 'ECONNRESET') return 'they were reset';
  if (error === CLOSED) return 'they were accepted and closed at once';
  return error === 'timeout' ? 'no answer' : `${error}`;
}

const rank = (contact: Contact | undefined) => (contact?.address.kind === 'endpoint' ? 0 : 1);

function sum(contacts: readonly Contact[], what: 'tried' | 'failed' | 'slow'): number {
  return contacts.reduce((total, { answer }) => total + (answer[what] ?? 0), 0);
}

/** The connections to a Service that could not be judged because of policies, in one sentence; `undefined` when there are none. */
export function deniedText(contacts: readonly Contact[]): string | undefined {
  const failed = contacts.filter(({ answer }) => !answer.ok);
  const said = (how: string, of: readonly Contact[], reasons: readonly string[]) => {
    const [first, ...others] = new Set(reasons);
    if (first === undefined) return [];
    const more = others.length > 0 ? `, and ${others.length} more such` : '';
    return [`${sum(of, 'failed')} of ${counted(contacts)} connections ${how}: ${first}${more}`];
  };
  const denied = failed.filter((one) => one.denied !== undefined);
  const open = failed.filter((one) => one.denied === undefined && one.unjudged !== undefined);
  const texts = [
    ...said(
      'were denied by policy',
      denied,
      denied.flatMap((one) => one.denied ?? []),
    ),
    ...said(
      'failed',
      open,
      open.flatMap((one) => one.unjudged ?? []),
    ),
  ];
  return texts.length === 0 ? undefined : texts.join('; ');
}
