import { isIPv6 } from 'node:net';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { notYet, type Observation } from '../../../conditions/waiting/condition.ts';
import { faultOf, type Answered } from './dns-judgement.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { isOptedOut } from '../reach/service-scope.ts';

/** One of the name servers behind the Service of the cluster DNS. */
export interface DnsReplica {
  /** Its address: `10.244.1.2:53`. */
  server: string;
  port: number;
  /** Name of its pod. */
  pod?: string;
}

/** The answer of one of them. */
export interface ReplicaAnswered extends Answered {
  replica: DnsReplica;
  /** Whether policies deny, or may deny, the agent's traffic to it: then no answer says nothing. */
  denied?: boolean;
}

/** Name servers listed in a message; further ones are only counted. */
const NAMED = 3;

/**
 * The ready name servers behind those addresses of a Service that the pods of a node use, each with its UDP port; pure. Other name servers
 * are left out, because the node may be unable to reach them: they may have an address family that the node lacks, or, if traffic stays on
 * the node, be behind the firewall of another node. There are none if the owner of the Service has opted out.
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
    return servingEndpoints([slice]).flatMap(({ addresses: [host], nodeName, targetRef }) => {
      if (host === undefined || (spec?.internalTrafficPolicy === 'Local' && nodeName !== node)) return [];
      const pod = targetRef?.kind === 'Pod' ? targetRef.name : undefined;
      return [{ server: isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`, port, ...(pod && { pod }) }];
    });
  });
}

/**
 * Judges the names and each single name server; pure. Behind the address of the Service a good server often answers instead of a bad one,
 * so that only some questions fail: a few questions to the Service do not show that.
 * @param names the judgement of the answers from the Service's address.
 */
export function judgeReplicas(names: Observation, replicas: readonly ReplicaAnswered[]): Observation {
  const bad = replicas.flatMap(({ replica, expected, answer, denied }) => {
    const fault = denied ? undefined : faultOf(expected, answer);
    return fault === undefined ? [] : [`${fault} from ${formatReplica(replica)}`];
  });
  // If all are bad, the names already show the reason.
  if (bad.length === 0 || (names.state !== 'ready' && bad.length === replicas.length)) return names;
  const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : '';
  const text = `${bad.length} of ${replicas.length} name servers do not answer correctly: ${bad.slice(0, NAMED).join(', ')}${more}`;
  if (names.state !== 'not yet') return notYet(text, replicas.length - bad.length);
  return notYet(`${text}; ${names.reason}`, names.progress);
}

const formatReplica = ({ server, pod }: DnsReplica) => (pod === undefined ? server : `pod ${pod} (${server})`);
