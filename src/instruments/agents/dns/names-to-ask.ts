import { kinds, type EndpointSlice, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import { partFor, whyNotServed } from './dns-configuration.ts';
import { expectedOf, isTooLong, LONGEST_NAME, type Expected } from './dns-names.ts';
import type { KnownDns } from './dns-server.ts';
import type { LeftOut } from './left-out-names.ts';

/** What is known when names are chosen. */
interface Known {
  dns: KnownDns;
  slices: readonly EndpointSlice[];
  /** The Services to ask for. */
  services: readonly Service[];
  /** The suite's own headless Service: no plugin leaves it out. */
  headless: Service | undefined;
}

/**
 * The questions for the Services that have a record by the configuration of the cluster DNS, and the others. A name that this DNS is not meant to
 * answer is not asked.
 */
export async function namesToAsk(
  look: Look,
  { clusterDomain, pod }: ProbeAgent,
  { dns, slices, services, headless }: Known,
): Promise<{ expected: Expected[]; leftOut: LeftOut[] }> {
  const from = (pod.status?.podIPs ?? []).map(({ ip }) => ip);
  const leftOut: LeftOut[] = [];
  const expected: Expected[] = [];
  for (const service of headless ? [...services, headless] : services) {
    const { namespace = '', name = '' } = service.metadata ?? {};
    const its = expectedOf(service, slices, clusterDomain).map((one) =>
      service === headless ? { ...one, isNew: true } : one,
    );
    const [first] = its;
    const known = first && !('unread' in dns) ? partFor(dns, first.question.name) : undefined;
    const labels = known?.namespaceLabels && (await look.get(kinds.namespaces, { name: namespace }))?.metadata?.labels;
    const why = known && whyNotServed(known, service, slicesOf({ namespace, name }, slices), labels);
    const plugins = [...(dns.intercepted ?? []), ...(known?.before ?? [])];
    for (const one of its) {
      const before = one.isNew ? undefined : plugins.find(({ answers }) => answers({ ...one.question, from }));
      const reason = isTooLong(one.question.name)
        ? `its name is longer than the ${LONGEST_NAME} characters of a DNS name`
        : known && why
          ? `${known.source} says ${why}`
          : before && `${before.source} says ${before.text}`;
      if (reason === undefined) expected.push(one);
      else leftOut.push({ service: `${namespace}/${name}`, reason });
    }
  }
  return { expected, leftOut };
}
