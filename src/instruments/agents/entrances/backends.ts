import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { readBacking, whyAtZero, whyNoEndpoints, type Backing } from '../reach/service-backing.ts';
import { hasNoSelector, whyNotProbed } from '../reach/service-scope.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';

/** A Service that an Ingress or a route names. */
export interface BackendRef extends Required<Ref> {
  /** The number or the name of its port; none where it is not named. */
  port?: number | string | undefined;
}

/** Such a Service as it is now. */
export interface RoutedBackend {
  ref: BackendRef;
  service: Service | undefined;
  slices: readonly EndpointSlice[];
  /** What is behind it; read only if it has no ready endpoint, when the reason will be shown or at the first look. */
  backing?: Backing;
  /** The API server's time. */
  date: Date;
}

/** Reads each of these Services once. */
export async function readBackends(look: Look, refs: readonly BackendRef[]): Promise<RoutedBackend[]> {
  const unique = new Map(refs.map((ref) => [`${ref.namespace}/${ref.name}:${ref.port}`, ref]));
  return Promise.all([...unique.values()].map((ref) => readOne(look, ref)));
}

async function readOne(look: Look, ref: BackendRef): Promise<RoutedBackend> {
  const { date } = look;
  const { namespace, name } = ref;
  const service = await look.get(kinds.services, { namespace, name }, { wholeCluster: true });
  const slices = service ? slicesOf(ref, await look.list(kinds.endpointSlices, { around: [namespace] })) : [];
  const seen = { ref, service, slices, date };
  const isEmpty = service && servingEndpoints(slices).length === 0 && !hasNoSelector(service);
  return isEmpty && (look.why || look.first) ? { ...seen, backing: await readBacking(look, service) } : seen;
}

/** Why traffic does not get to a Service; `undefined` when nothing is known against it, or it has no endpoints by design; pure. */
export function routedTrouble({ ref, service, slices, backing, date }: RoutedBackend): string | undefined {
  const name = `Service ${ref.namespace}/${ref.name}`;
  if (!service) return `${name} does not exist`;
  const { port } = ref;
  const ports = service.spec?.ports ?? [];
  const isOwn = ports.some((one) => one.port === port || one.name === port);
  if (port !== undefined && ports.length > 0 && !isOwn)
    return `${name} has no port ${port}, only ${ports.map((one) => one.port).join(', ')}`;
  if (whyNotProbed(service) !== undefined || servingEndpoints(slices).length > 0) return undefined;
  if (!backing) return `${name} has no ready endpoint`;
  return whyAtZero(backing, date) === undefined ? `${name}: ${whyNoEndpoints(backing)}` : undefined;
}

/** Why a Service has no endpoint by design, in one sentence; `undefined` otherwise; pure. */
export function idleText({ ref, backing, date }: RoutedBackend): string | undefined {
  const why = backing && whyAtZero(backing, date);
  return why === undefined ? undefined : `Service ${ref.namespace}/${ref.name} has no endpoint by design: ${why}`;
}
