import { isIP } from 'node:net';
import type { Right } from '../../../cluster/rights/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { agentLimits, type HttpTarget } from '../agent-protocol.ts';
import { idleText, readBackends, routedTrouble, type BackendRef } from './backends.ts';

/** What is asked at an address from which traffic comes into the cluster. */
export interface EntranceTarget extends Omit<HttpTarget, 'path'> {
  /** The address, or a DNS name that leads to it. */
  host: string;
  /** The path of a GET or a gRPC call. @default only a connection is opened */
  path?: string;
  /** What is asked instead where nothing answers here. @default nothing */
  otherwise?: Omit<EntranceTarget, 'otherwise'>;
}

/** What is asked at the addresses of an Ingress, a route or a load balancer. */
export interface Entrances {
  targets: readonly EntranceTarget[];
  /** The DNS names by which users come; those with a star have a name in its place. */
  names: readonly string[];
  /** Why it is not asked: nothing is behind it, which others tell, or it has no address that can be asked. */
  why?: string;
}

/** Where the addresses of one check are found. */
export interface EntranceSource {
  /** Whose addresses they are, for people. */
  readonly title: string;
  readonly rights: readonly Right[];
  readonly todo: string;
  entrances(look: Look): Promise<Entrances>;
}

/** The most names and ports of one object that are asked for. */
export const MOST_TARGETS = 10;
/** A name with a star is asked for with this in its place. */
const ANY = 'shakedown-probe';

/** Nothing is asked, for this reason; pure. */
export const notAsked = (why: string): Entrances => ({ targets: [], names: [], why });

/** Why nothing answers behind these Services, which is told elsewhere; `undefined` when something should. */
export async function whyNothing(look: Look, refs: readonly BackendRef[]): Promise<string | undefined> {
  const { cluster, signal, date, why, last, began, wait } = look;
  // What is behind them is read at each look, for it decides whether anything is asked.
  const first: Look = {
    ...{ cluster, signal, date, why, last, began, wait, first: true },
    get: (kind, ref, scope) => look.get(kind, ref, scope),
    list: (kind, selection) => look.list(kind, selection),
  };
  for (const one of await readBackends(first, refs)) {
    const reason = idleText(one) ?? routedTrouble(one);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The addresses of a status: IP addresses, and DNS names where a cloud tells no others; pure. */
export function addressesIn(told: readonly { ip?: string; hostname?: string }[] | undefined): string[] {
  return (told ?? []).flatMap(({ ip, hostname }) => addressOf(ip ?? hostname ?? '')).slice(0, MOST_TARGETS);
}

/** An address that can be asked, as a list of one or none; pure. */
export function addressOf(text: string): string[] {
  return isIP(text) !== 0 || isName(text) ? [text] : [];
}

/** The name that is asked for, with another one in the place of a star; `undefined` where it is none; pure. */
export function nameFor(host: string | undefined): string | undefined {
  const name = host?.replace('*', ANY);
  return name !== undefined && isName(name) ? name : undefined;
}

const isName = (text: string) => isIP(text) === 0 && /^[-_.a-z0-9]{1,253}$/i.test(text);

/** A path that can be asked for as it stands, or the root; pure. */
export function pathOf(path = '/'): string {
  return path.length <= agentLimits.pathLength && /^\/[\x21-\x7e]*$/.test(path) ? path : '/';
}
