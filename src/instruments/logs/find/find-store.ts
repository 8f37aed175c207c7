import type { ServicePort } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { wellKnown, type StoreKind, type WellKnown } from './well-known.ts';

/** A Service that answers the queries of a store. */
export interface StoreService extends ServicePort {
  kind: StoreKind;
  ref: Required<Ref>;
}

/**
 * The Services of log stores among these, best first: those with a well-known name, then those with a well-known label; of one store, one that has a
 * cluster IP before a headless one. Pure.
 */
export function findStores(services: readonly Service[]): StoreService[] {
  const found = services.flatMap((service) =>
    wellKnown.flatMap((known) => {
      const rank = rankOf(service, known);
      const port = portOf(service, known);
      const { name = '', namespace = '' } = service.metadata ?? {};
      return rank === undefined || port === undefined
        ? []
        : [{ rank, store: { kind: known.kind, ref: { namespace, name }, ...port } }];
    }),
  );
  const sorted = found.toSorted((a, b) => a.rank - b.rank).map(({ store }) => store);
  const ofStore = Map.groupBy(sorted, ({ kind, ref }) => `${kind} ${ref.namespace}`);
  return [...ofStore.values()].flatMap(([first]) => first ?? []);
}

/** From 0 on, the lower the better; `undefined` when it is not one. */
function rankOf({ metadata, spec }: Service, { names, labels }: WellKnown): number | undefined {
  const byName = names.indexOf(metadata?.name ?? '');
  const byLabel = labels.some(([key, value]) => metadata?.labels?.[key] === value);
  if (byName < 0 && !byLabel) return undefined;
  return (byName < 0 ? names.length : byName) + (spec?.clusterIP === 'None' ? 0.5 : 0);
}

function portOf({ spec }: Service, { ports }: WellKnown): ServicePort | undefined {
  const [found] = ports.flatMap((port) => spec?.ports?.find((one) => one.port === port) ?? []);
  if (!found) return undefined;
  const isTls = found.name?.startsWith('https') === true || found.appProtocol === 'https';
  return isTls ? { port: found.port, isTls } : { port: found.port };
}
