import type { Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { entranceKinds, type Gateway, type GatewayClass } from '../../../conditions/platform/entrance-kinds.ts';
import type { Condition, Observation } from '../../../conditions/waiting/condition.ts';
import { isTerminating, judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import { judgeTroubles } from './judge-troubles.ts';
import { conditionTrouble } from './told-conditions.ts';

/** A Gateway as a condition sees it. */
export interface GatewaySeen {
  gateway: Gateway | undefined;
  classes: readonly GatewayClass[];
}

/** What can be waited for of a Gateway. */
export function gateway(ref: Required<Ref>) {
  return {
    /** Its class exists and is accepted, it is accepted and programmed at its present generation with all its listeners, and has an address. */
    isProgrammed: (): Condition<GatewaySeen> => ({
      title: `gateway ${ref.namespace}/${ref.name} is programmed and has an address`,
      rights: [looksAt(entranceKinds.gateways), looksAt(entranceKinds.gatewayClasses)],
      todo: `kubectl -n ${ref.namespace} describe gateway ${ref.name}`,
      read: async (look) => ({
        gateway: await look.get(entranceKinds.gateways, ref, { wholeCluster: true }),
        classes: await look.list(entranceKinds.gatewayClasses),
      }),
      judge: judgeGateway,
    }),
  };
}

/** Judges a Gateway; pure. An address alone shows nothing: controllers set it for a Gateway that they refuse, too. */
export function judgeGateway({ gateway: seen, classes }: GatewaySeen): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const { metadata, spec, status } = seen;
  const name = spec?.gatewayClassName ?? '';
  const found = classes.find((one) => one.metadata?.name === name);
  if (!found) {
    const names = classes.map((one) => one.metadata?.name).slice(0, 5);
    return judgeTroubles([
      `GatewayClass "${name}" does not exist: ${names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`}`,
    ]);
  }
  const generation = metadata?.generation;
  const listeners = (status?.listeners ?? []).map((one) =>
    conditionTrouble(one.conditions, ['Accepted', 'ResolvedRefs', 'Programmed'], generation, `listener ${one.name}: `),
  );
  const whole = conditionTrouble(status?.conditions, ['Accepted', 'Programmed'], generation);
  const isRefused = whole !== undefined || listeners.some((one) => one !== undefined);
  return judgeTroubles([
    conditionTrouble(found.status?.conditions, ['Accepted'], found.metadata?.generation, `GatewayClass ${name}: `),
    // A listener that is refused explains why the whole is.
    ...(listeners.some((one) => one !== undefined) ? listeners : [whole]),
    isRefused || (status?.addresses ?? []).length > 0 ? undefined : 'its controller has given it no address',
  ]);
}
