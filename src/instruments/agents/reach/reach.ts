import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { TcpAnswer } from '../probe-fleet.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The result of connecting from one agent to one address. */
export interface Contact {
  node: string;
  address: ServiceAddress;
  answer: TcpAnswer;
  /** The NetworkPolicies that deny the agent this connection. */
  denied?: string;
  /** Why it is not known whether it should have been answered. */
  unjudged?: string;
}

/** Addresses listed in a message; further ones are only counted. */
const NAMED = 5;

/**
 * Whether all connections succeeded that no policy denies or may deny; pure. Connections that a policy drops cannot be judged, and waiting
 * does not change that.
 */
export function judgeContacts(contacts: readonly Contact[]): Observation {
  const failed = contacts.filter(
    ({ answer, denied, unjudged }) => !answer.ok && denied === undefined && unjudged === undefined,
  );
  if (failed.length === 0) return ready();
  const byAddress = Map.groupBy(failed, ({ address, answer }) => `${nameOf(address)} ${errorOf(answer)}`);
  // Endpoints first: when they do not answer, neither does the cluster IP.
  const lines = [...byAddress.values()]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([first, ...rest]) => describe(first as Contact, [first as Contact, ...rest], contacts));
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more addresses`] : [];
  const text = [...lines.slice(0, NAMED), ...more].join('; ');
  return notYet(`${failed.length} of ${contacts.length} connections failed: ${text}`, contacts.length - failed.length);
}

function describe({ address, answer }: Contact, failed: readonly Contact[], all: readonly Contact[]): string {
  const nodes = failed.map(({ node }) => node).toSorted();
  const from =
    nodes.length > 3 ? `${nodes.slice(0, 3).join(', ')} and ${nodes.length - 3} more nodes` : nodes.join(', ');
  return `${nameOf(address)} ${errorOf(answer)} from ${from}${meaningOf(address, answer, nodes, all)}`;
}

function meaningOf(
  { kind, port }: ServiceAddress,
  { error }: TcpAnswer,
  nodes: readonly string[],
  all: readonly Contact[],
): string {
  if (kind === 'endpoint') return error === 'ECONNREFUSED' ? `: nothing listens on port ${port}` : '';
  const endpoints = all.filter(({ address, node }) => address.kind === 'endpoint' && nodes.includes(node));
  return endpoints.length > 0 && endpoints.every(({ answer }) => answer.ok)
    ? ', though its endpoints do: kube-proxy there, or its replacement, does not forward to them'
    : '';
}

function nameOf({ host, port, kind, pod }: ServiceAddress): string {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return `${where} (${kind === 'endpoint' ? (pod === undefined ? 'endpoint' : `pod ${pod}`) : kind})`;
}

function errorOf({ error }: TcpAnswer): string {
  if (error === 'ECONNREFUSED') return 'refused the connection';
  if (error === 'timeout') return 'did not answer';
  return `failed with ${error}`;
}

const rank = (contact: Contact | undefined) => (contact?.address.kind === 'endpoint' ? 0 : 1);

/** The connections to a Service that could not be judged because of policies, in one sentence; `undefined` when there are none. */
export function deniedText(contacts: readonly Contact[]): string | undefined {
  const failed = contacts.filter(({ answer }) => !answer.ok);
  const said = (how: string, reasons: readonly string[]) => {
    const [first, ...others] = new Set(reasons);
    if (first === undefined) return [];
    const more = others.length > 0 ? `, and ${others.length} more such` : '';
    return [`${reasons.length} of ${contacts.length} connections ${how}: ${first}${more}`];
  };
  const texts = [
    ...said(
      'were denied by policy',
      failed.flatMap(({ denied }) => denied ?? []),
    ),
    ...said(
      'got no answer',
      failed.flatMap(({ denied, unjudged }) => (denied === undefined ? (unjudged ?? []) : [])),
    ),
  ];
  return texts.length === 0 ? undefined : texts.join('; ');
}
