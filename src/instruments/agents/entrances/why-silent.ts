import { kinds, type NetworkPolicy, type Service } from '../../../cluster/kinds/kinds.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { droppedByOthers } from '../policy/foreign-policies.ts';
import { deniedByPolicy } from '../policy/network-policy.ts';
import type { Asked } from './ask-entrances.ts';

/**
 * Why addresses that did not answer cannot be judged: a policy may keep agents from them, at their own end or at that of the controller behind the
 * address, as far as its Service is known by it. `undefined` when nothing does.
 */
export async function deniedEntrance(
  look: Look,
  silent: readonly Asked[],
  agents: readonly ProbeAgent[],
): Promise<string | undefined> {
  const services = await look.list(kinds.services);
  for (const { address, target, answer } of silent) {
    if (address === undefined) continue;
    const behind = services.filter((service) => hasAddress(service, address));
    const homes = [...agents.map(({ pod }) => pod.metadata?.namespace ?? ''), ...behind.map(namespaceOf)];
    const policies = await look.list(kinds.networkPolicies, { around: [...new Set(homes)] });
    const reason =
      deniedAtAgents(agents, { address, port: target.port }, policies) ??
      behind.map((service) => deniedAtService(service, policies)).find((one) => one !== undefined) ??
      (await droppedByOthers(look, { namespaces: new Set(homes), refused: answer.error !== 'timeout' }));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const namespaceOf = ({ metadata }: Service) => metadata?.namespace ?? '';

/** Whether traffic to an address comes to a Service; pure. */
export function hasAddress({ spec, status }: Service, address: string): boolean {
  const balanced = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
  return [...(spec?.clusterIPs ?? []), ...(spec?.externalIPs ?? []), ...balanced].includes(address);
}

function deniedAtAgents(
  agents: readonly ProbeAgent[],
  { address, port }: { address: string; port: number },
  policies: readonly NetworkPolicy[],
): string | undefined {
  const to = { pod: { status: { podIPs: [{ ip: address }] } }, namespaceLabels: {} };
  for (const { pod } of agents) {
    const denied = deniedByPolicy({ from: { pod, namespaceLabels: {} }, to, port, policies });
    if (denied !== undefined) return denied;
  }
  return undefined;
}

/** What may keep agents from the pods of a Service: a policy that says who may connect to them; pure. */
export function deniedAtService(service: Service, policies: readonly NetworkPolicy[]): string | undefined {
  const { namespace } = service.metadata ?? {};
  const found = policies.find(
    ({ metadata, spec }) =>
      metadata?.namespace === namespace &&
      (spec?.policyTypes ?? ['Ingress']).includes('Ingress') &&
      selects(spec?.podSelector ?? {}, service.spec?.selector),
  );
  if (!found) return undefined;
  return `NetworkPolicy ${namespace}/${found.metadata?.name} says who may connect to the pods of Service ${namespace}/${service.metadata?.name}`;
}
