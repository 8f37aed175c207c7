import type { Kind, Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import {
  entranceKinds,
  type Gateway,
  type GrpcRoute,
  type HttpRoute,
  type Reference,
} from '../../../conditions/platform/entrance-kinds.ts';
import type { Condition, Observation } from '../../../conditions/waiting/condition.ts';
import { isTerminating, judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import { serviceRights } from '../rights.ts';
import { readBackends, routedTrouble, type BackendRef, type RoutedBackend } from './backends.ts';
import { judgeTroubles } from './judge-troubles.ts';
import { conditionTrouble } from './told-conditions.ts';

/** A route of the Gateway API of a kind that is judged. */
export type Route = HttpRoute | GrpcRoute;

/** A route as a condition sees it. */
export interface RouteSeen {
  route: Route | undefined;
  gateways: readonly Gateway[];
  backends: readonly RoutedBackend[];
}

/** What can be waited for of an HTTPRoute. */
export const httpRoute = (ref: Required<Ref>) => routeOf(entranceKinds.httpRoutes, ref);

/** What can be waited for of a GRPCRoute. */
export const grpcRoute = (ref: Required<Ref>) => routeOf(entranceKinds.grpcRoutes, ref);

function routeOf(kind: Kind<Route>, ref: Required<Ref>) {
  const resource = kind.kind.toLowerCase();
  return {
    /**
     * Each Gateway that it names exists and has accepted it at its present generation, and each Service that it names exists and has ready endpoints: its
     * conditions are True as well where there are none.
     */
    leadsToItsServices: (): Condition<RouteSeen> => ({
      title: `${resource} ${ref.namespace}/${ref.name} is accepted and leads to its Services`,
      rights: [looksAt(kind), looksAt(entranceKinds.gateways), ...serviceRights],
      todo: `kubectl -n ${ref.namespace} describe ${resource} ${ref.name}`,
      read: async (look) => {
        const route = await look.get(kind, ref, { wholeCluster: true });
        if (!route) return { route, gateways: [], backends: [] };
        const around = gatewaysOf(route, ref.namespace).map(({ namespace }) => namespace);
        const [gateways, backends] = await Promise.all([
          around.length === 0 ? [] : look.list(entranceKinds.gateways, { around }),
          readBackends(look, routeBackends(route, ref.namespace)),
        ]);
        return { route, gateways, backends };
      },
      judge: (seen) => judgeRoute(seen, ref.namespace),
    }),
  };
}

/** Judges a route; pure. @param namespace its own. */
export function judgeRoute({ route, gateways, backends }: RouteSeen, namespace: string): Observation {
  if (!route || isTerminating(route)) return judgeMissing({}, route);
  const { generation } = route.metadata ?? {};
  const ofParents = gatewaysOf(route, namespace).map((parent) => {
    const name = `Gateway ${parent.namespace}/${parent.name}`;
    const isThere = gateways.some(
      ({ metadata }) => metadata?.namespace === parent.namespace && metadata.name === parent.name,
    );
    if (!isThere) return `${name} does not exist`;
    const told = route.status?.parents?.find(
      ({ parentRef }) =>
        parentRef.name === parent.name &&
        (parentRef.namespace ?? namespace) === parent.namespace &&
        (parentRef.sectionName ?? '') === (parent.sectionName ?? ''),
    );
    if (!told) return `the controller of ${name} has not looked at it`;
    return conditionTrouble(told.conditions, ['Accepted', 'ResolvedRefs'], generation, `${name}: `);
  });
  const none = gatewaysOf(route, namespace).length === 0 && (route.spec?.parentRefs ?? []).length === 0;
  return judgeTroubles([none ? 'it names no Gateway' : undefined, ...ofParents, ...backends.map(routedTrouble)]);
}

/** The Gateways that a route names; a Service of a mesh may be named as well. Pure. */
export function gatewaysOf({ spec }: Route, own: string): (Reference & { namespace: string })[] {
  return (spec?.parentRefs ?? [])
    .filter(({ kind = 'Gateway' }) => kind === 'Gateway')
    .map((one) => ({ ...one, namespace: one.namespace ?? own }));
}

/** The Services that a route names; pure. */
export function routeBackends({ spec }: Route, own: string): BackendRef[] {
  return (spec?.rules ?? [])
    .flatMap(({ backendRefs }) => backendRefs ?? [])
    .filter(({ group = '', kind = 'Service' }) => group === '' && kind === 'Service')
    .map(({ namespace = own, name, port }) => ({ namespace, name, port }));
}
