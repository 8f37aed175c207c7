import type { Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { entranceKinds, type Ingress, type IngressClass } from '../../../conditions/platform/entrance-kinds.ts';
import { isTerminating, judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import type { Condition, Observation } from '../../../conditions/waiting/condition.ts';
import { serviceRights } from '../rights.ts';
import { readBackends, routedTrouble, type BackendRef, type RoutedBackend } from './backends.ts';
import { judgeTroubles } from './judge-troubles.ts';

/** An Ingress as a condition sees it. */
export interface IngressSeen {
  ingress: Ingress | undefined;
  classes: readonly IngressClass[];
  backends: readonly RoutedBackend[];
}

/** The annotation by which classes were named before Kubernetes 1.18; a class of that name need not exist. */
const OLD_CLASS = 'kubernetes.io/ingress.class';
const DEFAULT = 'ingressclass.kubernetes.io/is-default-class';

/**
 * What can be waited for of an Ingress.
 * @param withoutAddress classes whose controllers tell no address, see `entrances.withoutAddress`.
 */
export function ingress(ref: Required<Ref>, withoutAddress: readonly string[] = []) {
  return {
    /**
     * Its class exists, a controller has given it an address, and each Service that it names exists and has ready endpoints: an address alone shows
     * none of it, for controllers keep it whatever is behind.
     */
    leadsToItsServices: (): Condition<IngressSeen> => ({
      title: `ingress ${ref.namespace}/${ref.name} has an address and leads to its Services`,
      rights: [looksAt(entranceKinds.ingresses), looksAt(entranceKinds.ingressClasses), ...serviceRights],
      todo: `kubectl -n ${ref.namespace} describe ingress ${ref.name}`,
      read: async (look) => {
        const found = await look.get(entranceKinds.ingresses, ref, { wholeCluster: true });
        if (!found) return { ingress: found, classes: [], backends: [] };
        const [classes, backends] = await Promise.all([
          look.list(entranceKinds.ingressClasses),
          readBackends(look, ingressBackends(found, ref.namespace)),
        ]);
        return { ingress: found, classes, backends };
      },
      judge: (seen) => judgeIngress(seen, withoutAddress),
    }),
  };
}

/** Judges an Ingress; pure. */
export function judgeIngress(
  { ingress: seen, classes, backends }: IngressSeen,
  withoutAddress: readonly string[] = [],
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const isServed = (seen.status?.loadBalancer?.ingress ?? []).length > 0;
  const own = classOf(seen, classes);
  const ofClass = classTrouble(seen, classes, isServed);
  const isLeftOut = withoutAddress.includes(own.name ?? '');
  const controller = own.found?.spec?.controller;
  const noAddress = `no controller has given it an address${own.name === undefined ? '' : ` (class ${own.name}${controller === undefined ? '' : ` of ${controller}`})`}`;
  return judgeTroubles([ofClass ?? (isServed || isLeftOut ? undefined : noAddress), ...backends.map(routedTrouble)]);
}

function classOf(
  { metadata, spec }: Ingress,
  classes: readonly IngressClass[],
): { name?: string | undefined; found?: IngressClass | undefined } {
  const name = spec?.ingressClassName ?? metadata?.annotations?.[OLD_CLASS];
  if (name !== undefined) return { name, found: classes.find((one) => one.metadata?.name === name) };
  const found = classes.find((one) => one.metadata?.annotations?.[DEFAULT] === 'true');
  return { name: found?.metadata?.name, found };
}

function classTrouble(seen: Ingress, classes: readonly IngressClass[], isServed: boolean): string | undefined {
  const { name, found } = classOf(seen, classes);
  const names = classes.map(({ metadata }) => metadata?.name).slice(0, 5);
  const there = names.length === 0 ? 'there is none' : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  if (found) return undefined;
  if (seen.spec?.ingressClassName !== undefined) return `IngressClass "${name}" does not exist: ${there}`;
  // By the old annotation, or by a controller that takes those without a class as well.
  return name !== undefined || isServed ? undefined : `it names no class, and no IngressClass is the default: ${there}`;
}

/**
 * The name of the port of a backend that is no Service: an action, such as a redirect, that an annotation describes.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions
 */
const ACTION = 'use-annotation';
/** The most actions that a note names. */
const NAMED_ACTIONS = 5;

/** The Services that an Ingress names; pure. */
export function ingressBackends(ingress: Ingress, namespace: string): BackendRef[] {
  return namedBackends(ingress)
    .filter(({ port }) => port !== ACTION)
    .map(({ name, port }) => ({ namespace, name, port }));
}

/** That backends of an Ingress are actions of its controller, which nobody looks at, in one sentence; `undefined` where none is; pure. */
export function actionsText(ingress: Ingress | undefined): string | undefined {
  const all = ingress ? namedBackends(ingress).filter(({ port }) => port === ACTION) : [];
  const names = [...new Set(all.map(({ name }) => name))];
  if (names.length === 0) return undefined;
  const more = names.length > NAMED_ACTIONS ? `, and ${names.length - NAMED_ACTIONS} more` : '';
  return `actions of its controller are not looked at: ${names.slice(0, NAMED_ACTIONS).join(', ')}${more}`;
}

function namedBackends({ spec }: Ingress): { name: string; port: number | string | undefined }[] {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend);
  return [spec?.defaultBackend, ...paths].flatMap((one) => {
    const { service } = one ?? {};
    return service ? [{ name: service.name, port: service.port?.number ?? service.port?.name }] : [];
  });
}
