import { isIPv6 } from 'node:net';
import type { EndpointSlice, Service } from '../../../cluster/kinds.ts';
import { notYet, type Observation } from '../../../conditions/waiting/condition.ts';
import { faultOf, type Answered } from './dns-judgement.ts';
import { readyEndpoints } from '../reach/service-addresses.ts';
import { isOptedOut } from '../reach/service-scope.ts';

/** One of the name servers behind the Service that the cluster DNS is. */
export interface DnsReplica {
  /** Where it is asked: `10.244.1.2:53`. */
  server: string;
  port: number;
  /** Name of its pod. */
  pod?: string;
}

/** What one of them answered. */
export interface ReplicaAnswered extends Answered {
  replica: DnsReplica;
  /** Whether policies keep the agent off it, or may: then its silence says nothing. */
  keptOff?: boolean;
}

/** More of them than these are counted, not named. */
const NAMED = 3;

/**
 * The ready name servers that a node is led to by those addresses of a Service that its pods ask, each with the port on which it takes
 * datagrams; pure. Nobody promises that it reaches the others: they may be of an address family that it does not have, or, where traffic
 * stays on the node, behind the firewall of another one. None of a Service whose owner has opted it out.
 */
export function replicasBehind(
  service: Service,
  slices: readonly EndpointSlice[],
  { node, nameservers }: { node: string; nameservers: readonly string[] },
): DnsReplica[] {
  if (isOptedOut(service)) return [];
  const { spec } = service;
  const asked = (spec?.clusterIPs ?? []).filter((address) => nameservers.includes(address));
  const families = new Set<string>(asked.map((address) => (isIPv6(address) ? 'IPv6' : 'IPv4')));
  return slices.flatMap((slice) => {
    const port = (slice.ports ?? []).find(({ protocol }) => protocol === 'UDP')?.port;
    if (port === undefined || !families.has(slice.addressType)) return [];
    return readyEndpoints([slice]).flatMap(({ addresses: [host], nodeName, targetRef }) => {
      if (host === undefined || (spec?.internalTrafficPolicy === 'Local' && nodeName !== node)) return [];
      const pod = targetRef?.kind === 'Pod' ? targetRef.name : undefined;
      return [{ server: isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`, port, ...(pod && { pod }) }];
    });
  });
}

/**
 * What is known of the names, and of the name servers one by one; pure. Behind the address of the Service a good one often answers for a
 * bad one, so that only a share of all questions fails: that is never seen by asking the Service a few times.
 * @param names how the Service's address answered.
 */
export function judgeReplicas(names: Observation, replicas: readonly ReplicaAnswered[]): Observation {
  const bad = replicas.flatMap(({ replica, expected, answer, keptOff }) => {
    const fault = keptOff ? undefined : faultOf(expected, answer);
    return fault === undefined ? [] : [`${fault} from ${spelled(replica)}`];
  });
  // Those who are all bad are so for the reason that the names tell.
  if (bad.length === 0 || (names.state !== 'ready' && bad.length === replicas.length)) return names;
  const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : '';
  const text = `${bad.length} of ${replicas.length} name servers do not answer as they should: ${bad.slice(0, NAMED).join(', ')}${more}`;
  if (names.state !== 'not yet') return notYet(text, replicas.length - bad.length);
  return notYet(`${text}; ${names.reason}`, names.progress);
}

const spelled = ({ server, pod }: DnsReplica) => (pod === undefined ? server : `pod ${pod} (${server})`);
