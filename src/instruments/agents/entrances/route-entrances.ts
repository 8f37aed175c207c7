import type { Kind, Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import {
  entranceKinds,
  type Gateway,
  type GrpcRoute,
  type HttpRoute,
} from '../../../conditions/platform/entrance-kinds.ts';
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
import { gatewaysOf, routeBackends, type Route } from './route.ts';

const UNKNOWN_METHOD = '/shakedown.Probe/Probe';

/** The first address of each Gateway of an HTTPRoute, for each of its names. */
export function routeEntrances(ref: Required<Ref>): EntranceSource {
  return routesOf(entranceKinds.httpRoutes, ref, targetsOfRoute);
}

/** The first address of each Gateway of a GRPCRoute, for each of its names. */
export function grpcRouteEntrances(ref: Required<Ref>): EntranceSource {
  return routesOf(entranceKinds.grpcRoutes, ref, targetsOfGrpcRoute);
}

function routesOf<R extends Route>(
  kind: Kind<R>,
  ref: Required<Ref>,
  targetsOf: (route: R, parents: readonly RouteParent[]) => Entrances,
): EntranceSource {
  const name = kind.kind.toLowerCase();
  return {
    title: `${name} ${ref.namespace}/${ref.name}`,
    rights: [looksAt(kind), looksAt(entranceKinds.gateways), ...serviceRights],
    todo: `kubectl -n ${ref.namespace} describe ${name} ${ref.name}`,
    entrances: async (look) => {
      const route = await look.get(kind, ref, { wholeCluster: true });
      if (!route) return notAsked('it does not exist any more');
      const why = await whyNothing(look, routeBackends(route, ref.namespace));
      const parents = await Promise.all(
        gatewaysOf(route, ref.namespace).map(async ({ namespace, name: gateway, sectionName }) => ({
          sectionName,
          gateway: await look.get(entranceKinds.gateways, { namespace, name: gateway }, { wholeCluster: true }),
        })),
      );
      const all = targetsOf(route, parents);
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
  const [match] = route.spec?.rules?.[0]?.matches ?? [];
  const path = match?.path?.type === 'RegularExpression' ? '/' : pathOf(match?.path?.value);
  return entrancesOf(route, parents, (served) => served.map((one) => ({ ...one, path })));
}

/**
 * What is asked of a GRPCRoute whose Services have endpoints: a method that no app has, for a call may change something. Of the listeners for a name
 * one with TLS is asked first, and one without where that does not answer: not each gateway speaks HTTP/2 without TLS next to HTTP/1.1, and clients
 * need one. Pure.
 */
export function targetsOfGrpcRoute(route: GrpcRoute, parents: readonly RouteParent[]): Entrances {
  return entrancesOf(route, parents, (served) => {
    const byName = Map.groupBy(served, ({ serverName }) => serverName);
    return [...byName.values()].flatMap((all) => {
      const calls = all.map((one): EntranceTarget => ({ ...one, path: UNKNOWN_METHOD, grpc: true }));
      const [first, otherwise] = calls.toSorted((a, b) => Number(b.tls) - Number(a.tls));
      return first ? [otherwise ? { ...first, otherwise } : first] : [];
    });
  });
}

/** Where a Gateway serves a route for a name. */
type Served = Pick<EntranceTarget, 'host' | 'port' | 'tls' | 'serverName'>;

function entrancesOf(
  route: Route,
  parents: readonly RouteParent[],
  asked: (served: readonly Served[]) => EntranceTarget[],
): Entrances {
  const own = (route.spec?.hostnames ?? []).slice(0, MOST_TARGETS);
  const names = own.flatMap((name) => nameFor(name) ?? []);
  const targets = parents.flatMap((parent) => asked(servedAt(parent, own))).slice(0, MOST_TARGETS);
  return targets.length > 0 ? { targets, names } : { ...notAsked('no Gateway of it has an address'), names };
}

function servedAt({ gateway, sectionName }: RouteParent, own: readonly string[]): Served[] {
  const [host] = (gateway?.status?.addresses ?? []).flatMap(({ value }) => addressOf(value));
  if (host === undefined) return [];
  const listeners = (gateway?.spec?.listeners ?? []).filter(
    ({ name, protocol }) => ['HTTP', 'HTTPS'].includes(protocol) && (sectionName === undefined || sectionName === name),
  );
  return listeners.flatMap(({ port, protocol, hostname }) =>
    namesAt(own, hostname).map((name): Served => {
      const serverName = nameFor(name);
      const common = { host, port, tls: protocol === 'HTTPS' };
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
