import type { Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { entranceKinds, type Gateway, type HttpRoute } from '../../../conditions/platform/entrance-kinds.ts';
import { serviceRights } from '../rights.ts';
import {
  addressOf,
  MOST_TARGETS,
  nameFor,
  notAsked,
  pathOf,
  whyNothing,
  type Entrances,
  type EntranceSource,
  type EntranceTarget,
} from './entrance-source.ts';
import { gatewaysOf, routeBackends } from './route.ts';

/** The first address of each Gateway of an HTTPRoute, for each of its names. */
export function routeEntrances(ref: Required<Ref>): EntranceSource {
  return {
    title: `httproute ${ref.namespace}/${ref.name}`,
    rights: [looksAt(entranceKinds.httpRoutes), looksAt(entranceKinds.gateways), ...serviceRights],
    todo: `kubectl -n ${ref.namespace} describe httproute ${ref.name}`,
    entrances: async (look) => {
      const route = await look.get(entranceKinds.httpRoutes, ref, { wholeCluster: true });
      if (!route) return notAsked('it does not exist any more');
      const why = await whyNothing(look, routeBackends(route, ref.namespace));
      const parents = await Promise.all(
        gatewaysOf(route, ref.namespace).map(async ({ namespace, name, sectionName }) => ({
          sectionName,
          gateway: await look.get(entranceKinds.gateways, { namespace, name }, { wholeCluster: true }),
        })),
      );
      const all = targetsOfRoute(route, parents);
      return why === undefined ? all : { ...notAsked(why), names: all.names };
    },
  };
}

/** A Gateway that a route names, and the listener that it names, if any. */
export interface RouteParent {
  gateway: Gateway | undefined;
  sectionName: string | undefined;
}

/** What is asked of an HTTPRoute whose Services have endpoints; pure. */
export function targetsOfRoute(route: HttpRoute, parents: readonly RouteParent[]): Entrances {
  const own = (route.spec?.hostnames ?? []).slice(0, MOST_TARGETS);
  const names = own.flatMap((name) => nameFor(name) ?? []);
  const targets = parents.flatMap((parent) => targetsAt(parent, route, own)).slice(0, MOST_TARGETS);
  return targets.length > 0 ? { targets, names } : { ...notAsked('no Gateway of it has an address'), names };
}

function targetsAt({ gateway, sectionName }: RouteParent, route: HttpRoute, own: readonly string[]): EntranceTarget[] {
  const [host] = (gateway?.status?.addresses ?? []).flatMap(({ value }) => addressOf(value));
  if (host === undefined) return [];
  const listeners = (gateway?.spec?.listeners ?? []).filter(
    ({ name, protocol }) => ['HTTP', 'HTTPS'].includes(protocol) && (sectionName === undefined || sectionName === name),
  );
  const [match] = route.spec?.rules?.[0]?.matches ?? [];
  const path = match?.path?.type === 'RegularExpression' ? '/' : pathOf(match?.path?.value);
  return listeners.flatMap(({ port, protocol, hostname }) =>
    namesAt(own, hostname).map((name): EntranceTarget => {
      const serverName = nameFor(name);
      const common = { host, port, tls: protocol === 'HTTPS', path };
      return serverName === undefined ? common : { ...common, serverName };
    }),
  );
}

/** The names of a route for which a listener serves it: all where one of both names none. */
function namesAt(own: readonly string[], listener: string | undefined): (string | undefined)[] {
  if (listener === undefined) return own.length > 0 ? [...own] : [undefined];
  if (own.length === 0) return [listener];
  return own.flatMap((name) => (covers(listener, name) ? [name] : covers(name, listener) ? [listener] : []));
}

/** Whether a name, which may begin with a star, stands for the other one. */
function covers(name: string, other: string): boolean {
  return name === other || (name.startsWith('*.') && other.endsWith(name.slice(1)));
}
